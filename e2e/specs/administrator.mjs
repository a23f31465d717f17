// 管理员的一天: an account is made, used, and ended.
import { expect, listen, look, setOwnPassword, signIn, test, unique } from "../support.mjs";

test.use({ role: "guanli" });

async function fill(page, name, password) {
    await page.getByLabel("账号名").fill(name);
    await page.getByLabel("密码").fill(password);
    await page.getByLabel("角色").selectOption({ label: "督查" });
    await page.getByRole("button", { name: "建立" }).click();
}

test("容易猜的密码不收，账号名还在；好的收下，能登录；停用后立刻出去", async ({ page, browser }) => {
    await page.goto("/");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("账号");
    const name = unique("督查");
    await fill(page, name, "12345678");
    await expect(page.getByRole("alert")).toContainText("密码");
    await expect(page.getByLabel("账号名")).toHaveValue(name);
    await expect(page.getByLabel("密码")).toHaveValue("");
    await expect(page.getByLabel("角色")).toHaveValue("inspector");
    await look(page, "账号-弱密码");

    const password = "七里香-码头-雨棚-1987";
    await fill(page, name, password);
    const row = page.getByRole("row").filter({ hasText: name });
    await expect(row).toContainText("在用");

    const context = await browser.newContext();
    const other = await context.newPage();
    const errors = listen(other);
    await signIn(other, name, password);
    await expect(other.getByLabel("原密码")).toBeVisible();
    await other.goto("/search?q=党课");
    await expect(other.getByRole("status")).toContainText("请先改成自己的");
    await look(other, "设置-初始密码");
    const own = "竹林里的旧石桥和灯";
    await setOwnPassword(other, password, own);
    await other.goto("/");
    await expect(other.getByRole("heading", { level: 1 })).toHaveText(/五化达标$/);

    await row.getByRole("button", { name: /^停用/ }).click();
    await expect(row).toContainText("停用");
    await other.reload();
    await expect(other).toHaveURL(/\/sign-in/);
    await signIn(other, name, own);
    await expect(other.getByRole("alert")).toBeVisible();
    expect(errors).toEqual([]);
    await context.close();
});

test("同名的账号不建第二个", async ({ page }) => {
    await page.goto("/settings/accounts");
    await fill(page, "shuji", "七里香-码头-雨棚-1987");
    await expect(page.getByRole("alert")).toContainText("已有名叫“shuji”的账号");
});

test("看不到任何记录，也停用不了自己", async ({ page }) => {
    await page.goto("/settings/accounts");
    const organisation = await page.getByLabel("组织").inputValue();
    for (const path of ["", "records", "overview", "members"]) {
        expect((await page.goto(`/o/${organisation}/${path}`)).status(), path).toBe(403);
    }
    await page.goto("/settings/accounts");
    await page.getByRole("row").filter({ hasText: /^guanli/ }).getByRole("button", { name: /^停用/ }).click();
    await expect(page.getByRole("alert")).toContainText("不能停用自己正在用的账号");
});
