// 二级单位和集团党务的一天: from a number to the record that proves it.
import { expect, look, placeOf, test } from "../support.mjs";

/** From the workbench of a branch to a record, counting clicks. */
async function downToRecord(page, name) {
    let clicks = 0;
    const click = async (link) => {
        clicks += 1;
        await link.click();
    };
    await page.getByRole("navigation", { name: "菜单" }).getByRole("link", { name: "五化标准" }).click();
    await click(page.locator(".clause:has(.badge.met) .side p a").first());
    await expect(page.locator("tbody tr").first()).toBeVisible();
    await click(page.locator("tr:has(.badge.met)").getByRole("link", { name: /看凭据/ }).first());
    await expect(page.getByRole("heading", { name: /算上的记录/ })).toBeVisible();
    await look(page, `${name}-凭据`);
    await click(page.locator("section").filter({ hasText: "算上的记录" }).locator("li a").first());
    await expect(page.getByText(/^记录编号/)).toBeVisible();
    expect(clicks).toBeLessThanOrEqual(3);
}

test.describe("二级单位党务", () => {
    test.use({ role: "danwei" });

    test("进来是本单位的总览，从支部三次点击看到那条记录", async ({ page }) => {
        await page.goto("/");
        await expect(page.getByRole("heading", { level: 1 })).toHaveText(/五化达标$/);
        await look(page, "单位-总览");
        await page.locator("tbody th a").first().click();
        await downToRecord(page, "单位");
    });

    test("可以替支部记，不能作废，也看不到别的单位", async ({ page, context }) => {
        await page.goto("/");
        const branch = new URL(await page.locator("tbody th a").first().evaluate((link) => link.href)).pathname;
        await page.goto(`${branch}records/members-meeting`);
        await expect(page.getByRole("link", { name: "记一条" })).toBeVisible();
        await page.locator("tbody th a").first().click();
        await expect(page.getByRole("link", { name: "更正" })).toBeVisible();
        await expect(page.getByText("作废这条记录")).toHaveCount(0);
        const headers = { "sec-fetch-site": "same-origin" };
        const refused = await context.request.post(`${page.url()}/withdraw`, { form: { reason: "不该能" }, headers });
        expect(refused.status()).toBe(403);
        expect((await page.goto("/o/00000000-0000-8000-8000-000000000000/overview")).status()).toBe(403);
        expect((await page.goto("/settings/accounts")).status()).toBe(403);
    });
});

test.describe("集团党务", () => {
    test.use({ role: "jituan" });

    test("走势画成图，图下还是那张表", async ({ page }) => {
        await page.goto("/");
        const chart = page.locator(".chart canvas");
        await expect(chart).toBeVisible();
        // Something was drawn: it is no blank sheet.
        const inks = await chart.evaluate((canvas) => {
            const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
            return new Set(Array.from({ length: data.length / 4 }, (_, at) => data.slice(at * 4, at * 4 + 4).join())).size;
        });
        expect(inks).toBeGreaterThan(20);
        await expect(page.locator("table[data-chart] tbody tr").last()).toContainText("现在");
    });

    test("一次提醒所有有逾期的下级，同一天不重复", async ({ page }) => {
        await page.goto("/");
        await page.getByRole("button", { name: "提醒所有有逾期的下级" }).click();
        await expect(page.getByRole("status")).toContainText(/已提醒 \d+ 个|今天都已经提醒过/);
        await page.getByRole("button", { name: "提醒所有有逾期的下级" }).click();
        await expect(page.getByRole("status")).toContainText("今天都已经提醒过");
    });

    test("从没做到的条数到是哪些支部、哪条结果", async ({ page }) => {
        await page.goto("/");
        const link = page.locator("a[href*='/overview/rules/']").first();
        const count = parseInt(await link.innerText(), 10);
        await link.click();
        await expect(page.locator("tbody tr")).toHaveCount(count);
        await page.locator("tbody th a").first().click();
        await expect(page.locator(".badge.missed, .badge.breached").first()).toBeVisible();
    });

    test("从集团的数字到单位、支部、规则、结果、记录", async ({ page }) => {
        await page.goto("/");
        const group = await page.getByRole("heading", { level: 1 }).innerText();
        await page.locator("tbody th a").first().click();
        await expect(page.getByRole("heading", { level: 1 })).not.toHaveText(group);
        await expect(page.getByRole("navigation", { name: "上级" })).toBeVisible();
        await page.locator("tbody th a").first().click();
        await expect(page.getByRole("heading", { level: 1 })).toHaveText("工作台");
        await downToRecord(page, "集团");
    });

    test("看不到谈话说了什么", async ({ page }) => {
        await page.goto("/");
        await page.locator("tbody th a").first().click();
        await expect(page.getByRole("navigation", { name: "上级" })).toBeVisible();
        await page.locator("tbody th a").first().click();
        await expect(page.getByRole("heading", { level: 1 })).toHaveText("工作台");
        await page.goto(`${placeOf(page)}/records/talk`);
        await page.locator("tbody th a").first().click();
        await expect(page.locator(".facts")).toContainText("谈话对象");
        await look(page, "谈话-集团");
    });
});
