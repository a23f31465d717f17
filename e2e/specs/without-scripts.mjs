// 没有脚本的浏览器, and a keyboard alone: everything still works.
import { account, expect, placeOf, signIn, test } from "../support.mjs";

test.describe("不用脚本", () => {
    test.use({ javaScriptEnabled: false });

    test("登录、菜单、查找、记一条、更正、退出", async ({ page }) => {
        const { name, password } = account("shuji");
        await signIn(page, name, password);
        await expect(page.getByRole("heading", { level: 1 })).toHaveText("工作台");
        for (const [word, title] of [["五化标准", "五化标准"], ["党员", "党员"], ["办件", "办件"], ["记录", "记录"]]) {
            await page.getByRole("navigation", { name: "菜单" }).getByRole("link", { name: word }).click();
            await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
        }
        await page.getByRole("link", { name: "党课", exact: true }).click();
        const all = await page.locator("tbody tr").count();
        await page.getByLabel("查找").fill("没有这样的内容");
        await page.locator("#content").getByRole("button", { name: "找" }).click();
        await expect(page.locator("tbody tr")).toHaveCount(0);
        await page.getByRole("link", { name: "看全部" }).click();
        await expect(page.locator("tbody tr")).toHaveCount(all);

        await page.getByRole("link", { name: "记一条" }).click();
        for (const choice of await page.locator("select[required]").all()) await choice.selectOption({ index: 1 });
        await page.locator("textarea").first().fill("不用脚本记的");
        await page.getByRole("button", { name: "记下" }).click();
        await expect(page.getByRole("heading", { level: 1 })).toHaveText("已记下");
        await page.getByRole("link", { name: "看这条记录" }).click();
        await expect(page.locator(".facts")).toContainText("不用脚本记的");
        await page.getByRole("link", { name: "更正" }).click();
        await page.getByLabel("为什么更正").fill("不用脚本也能改");
        await page.getByRole("button", { name: "记下更正" }).click();
        await expect(page.getByRole("heading", { level: 1 })).toHaveText("已记下");

        await page.locator("details.time summary").click();
        await page.getByLabel("看哪一天").fill("2026-06-30");
        await page.getByRole("button", { name: "去看" }).click();
        await expect(page.getByRole("status").first()).toContainText("2026年6月30日");
        await page.locator("details.who summary").click();
        await page.getByRole("button", { name: "退出登录" }).click();
        await expect(page).toHaveURL(/\/sign-in$/);
    });
});

test("只用键盘登录，菜单按 Escape 收起", async ({ page }) => {
    const { name, password } = account("shuji");
    await page.goto("/sign-in");
    await expect(page.getByLabel("账号")).toBeFocused();
    await page.keyboard.type(name);
    await page.keyboard.press("Tab");
    await page.keyboard.type(password);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("工作台");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(new URL(page.url()).hash).toBe("#content");
    await page.locator("details.who summary").focus();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("button", { name: "退出登录" })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("button", { name: "退出登录" })).toBeHidden();
    await expect(page.locator("details.who summary")).toBeFocused();
    expect(placeOf(page)).toMatch(/^\/o\//);
});
