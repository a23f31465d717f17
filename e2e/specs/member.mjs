// 党员的一天: the own page, and nothing of anybody else.
import { account, expect, look, placeOf, test } from "../support.mjs";

test.use({ role: "dangyuan" });

test("进来就是自己的页，菜单里只有会议和自己", async ({ page }) => {
    await page.goto("/");
    await expect(page).toHaveURL(/\/me$/);
    const name = account("dangyuan").who.match(/ (.+)，/)[1];
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
    await expect(page.getByRole("navigation", { name: "菜单" }).getByRole("link")).toHaveText(["会议", "我的"]);
    await expect(page.getByRole("heading", { name: "标准对我的要求" })).toBeVisible();
    await look(page, "我的-党员");
});

test("看不到台账、别的支部和账号，每次都说明白", async ({ page, context }) => {
    await page.goto("/");
    const own = placeOf(page);
    const other = "/o/00000000-0000-8000-8000-000000000000";
    const pages = ["/", "/records", "/records/members-meeting", "/records/members-meeting/new", "/members", "/standard"];
    const addresses = [...pages, "/organisation", "/cases", "/overview"].map((path) => own + path);
    for (const address of [...addresses, `${other}/`, `${other}/me`, `${other}/records`, "/settings/accounts"]) {
        const answer = await page.goto(address);
        expect(answer.status(), address).toBe(403);
        await expect(page.getByRole("heading", { level: 1 })).toHaveText("没有权限");
    }
    await look(page, "党员没有权限");
    const headers = { "sec-fetch-site": "same-origin" };
    const form = { id: "019a7b3e-5c1d-7000-8000-000000000001", first: "2026-01-05" };
    const written = await context.request.post(`${own}/records/members-meeting/new`, { form, headers });
    expect(written.status()).toBe(403);
});

test("别的网站的页面不能替人提交", async ({ page, context }) => {
    await page.goto("/");
    for (const headers of [{}, { "sec-fetch-site": "cross-site" }, { origin: "https://elsewhere.example" }]) {
        const answer = await context.request.post("/sign-out", { headers });
        expect(answer.status()).toBe(403);
    }
    await page.reload();
    await expect(page).toHaveURL(/\/me$/);
});
