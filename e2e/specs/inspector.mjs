// 督查的一天: looks at everything and writes nothing.
import { expect, look, placeOf, test } from "../support.mjs";

test.use({ role: "ducha" });

test("从总览看到一个支部的一条记录，哪里都没有“记一条”", async ({ page }) => {
    await page.goto("/");
    await page.locator("section").filter({ hasText: "最该去看的支部" }).locator("tbody th a").first().click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("工作台");
    await expect(page.getByRole("link", { name: "记一次" })).toHaveCount(0);
    const place = placeOf(page);
    await page.goto(`${place}/records`);
    await expect(page.getByRole("link", { name: /记一条/ })).toHaveCount(0);
    await look(page, "督查-记录");
    await page.goto(`${place}/records/members-meeting`);
    await page.locator("tbody th a").first().click();
    await expect(page.getByRole("link", { name: "更正" })).toHaveCount(0);
    await expect(page.getByText("作废这条记录")).toHaveCount(0);
});

test("表的地址和提交都被拒绝", async ({ page, context }) => {
    await page.goto("/");
    await page.locator("section").filter({ hasText: "最该去看的支部" }).locator("tbody th a").first().click();
    const place = placeOf(page);
    await page.goto(`${place}/records/members-meeting`);
    const record = new URL(await page.locator("tbody th a").first().evaluate((link) => link.href)).pathname;
    for (const address of [`${place}/records/members-meeting/new`, `${record}/correct`]) {
        expect((await page.goto(address)).status(), address).toBe(403);
    }
    await look(page, "督查没有权限");
    const headers = { "sec-fetch-site": "same-origin" };
    const form = { id: "019a7b3e-5c1d-7000-8000-000000000002", first: "2026-01-05", reason: "不该能写" };
    for (const address of [`${place}/records/members-meeting/new`, `${record}/correct`, `${record}/withdraw`]) {
        expect((await context.request.post(address, { form, headers })).status(), address).toBe(403);
    }
});
