// 党员的一天: the own page, and nothing of anybody else.
import { account, expect, look, placeOf, test } from "../support.mjs";

test.use({ role: "dangyuan" });

test("进来就是自己的页，菜单里只有会议、公开的和自己", async ({ page }) => {
    await page.goto("/");
    await expect(page).toHaveURL(/\/me$/);
    const name = account("dangyuan").who.match(/ (.+)，/)[1];
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
    await expect(page.getByRole("navigation", { name: "菜单" }).getByRole("link")).toHaveText(["会议", "公开", "我的"]);
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

test("从自己的页申报积分，月份已经填好；公开的看得到", async ({ page }) => {
    await page.goto("/");
    const place = placeOf(page);
    const month = page.getByRole("row", { name: /每月申报积分/ }).filter({ has: page.getByRole("link", { name: /记一次/ }) });
    const before = await month.count();
    expect(before).toBeGreaterThan(0);
    await month.first().getByRole("link", { name: /记一次/ }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("记积分申报");
    await expect(page.getByLabel("所属月份")).toHaveValue(/^20\d\d-\d\d$/);
    await page.getByLabel("积分", { exact: true }).fill("8");
    await look(page, "记积分申报-党员");
    await page.getByRole("button", { name: "记下" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("已记下");
    await look(page, "已记下-党员");
    await page.getByRole("link", { name: "回到我的" }).click();
    await expect(month).toHaveCount(before - 1);
    await page.getByRole("navigation", { name: "菜单" }).getByRole("link", { name: "公开" }).click();
    await expect(page.getByRole("heading", { name: /党费公布/ })).toBeVisible();
    await look(page, "公开-党员");
    expect(placeOf(page)).toBe(place);
});

test("填到一半登录没了：填的还在，登录后接着交", async ({ page, context }) => {
    await page.goto("/");
    const place = placeOf(page);
    await page.goto(`${place}/me/member-report`);
    await page.getByLabel("所属期间").fill("2026-H2");
    await context.clearCookies();
    await page.getByRole("button", { name: "记下" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("登录已经过期，填写的内容还在");
    await look(page, "登录已经过期");
    const [other] = await Promise.all([context.waitForEvent("page"), page.getByRole("link", { name: "在新窗口里登录" }).click()]);
    const { name, password } = account("dangyuan");
    await other.getByLabel("账号").fill(name);
    await other.getByLabel("密码").fill(password);
    await other.getByRole("button", { name: "登录", exact: true }).click();
    await expect(other).toHaveURL(/\/me$/);
    await other.close();
    await page.getByRole("button", { name: "继续提交" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("已记下");
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
