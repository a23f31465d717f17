// 书记的一天: what is overdue, a meeting written down, corrected, withdrawn, and the past.
import { account, day, expect, look, placeOf, signIn, test, unique } from "../support.mjs";

/** Fills in the form of a members' meeting with one who was absent and one on leave, and writes it. */
async function writeMeeting(page, { subject }) {
    await page.getByLabel("日期", { exact: true }).fill(day());
    await page.getByLabel("主持人").selectOption({ index: 1 });
    await page.getByLabel("记录人").selectOption({ index: 2 });
    await page.locator("select.presence").nth(2).selectOption({ label: "缺席" });
    await page.locator("select.presence").nth(3).selectOption({ label: "请假" });
    await page.locator(".attendance input").nth(3).fill("出差");
    await page.getByLabel("地点").fill("会议室");
    await page.getByRole("checkbox", { name: "学习" }).check();
    await page.getByLabel("会议议题").fill(subject);
    await page.getByRole("button", { name: "记下" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("已记下");
}

test("登录：密码错了说清楚，对了就到自己的工作台", async ({ page }) => {
    const { name, password, who } = account("shuji");
    await signIn(page, name, "不是这个密码");
    await expect(page.getByRole("alert")).toBeVisible();
    await expect(page.getByLabel("账号")).toHaveValue(name);
    await page.getByLabel("密码").fill(password);
    await page.getByRole("button", { name: "登录", exact: true }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("工作台");
    expect(who).toContain(await page.locator(".where").innerText());
});

test("没有登录的人先去登录，登录后回到想去的页", async ({ page }) => {
    const { name, password } = account("shuji");
    await page.goto("/settings");
    await expect(page).toHaveURL(/\/sign-in\?next=/);
    await page.getByLabel("账号").fill(name);
    await page.getByLabel("密码").fill(password);
    await page.getByRole("button", { name: "登录", exact: true }).click();
    await expect(page).toHaveURL(/\/settings$/);
});

test.describe("书记", () => {
    test.use({ role: "shuji" });

    test("工作台说出过期几项，日期是人话，一次点击到填好的表", async ({ page }) => {
        await page.goto("/");
        await expect(page.locator("main > .quiet")).toHaveText(/^已过期 \d+ 项，七天内 \d+ 项，本月 \d+ 项。$/);
        const dues = await page.locator(".todos time:visible").allInnerTexts();
        expect(dues.length).toBeGreaterThan(0);
        for (const due of dues) expect(due).toMatch(/^(\d{4}年)?\d{1,2}月\d{1,2}日$/);
        const todo = page.locator(".todos li").filter({ has: page.getByRole("link", { name: "记一次" }) }).first();
        await todo.getByRole("link", { name: "记一次" }).click();
        await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^记/);
        await expect(page.getByLabel("日期", { exact: true })).toHaveValue(day());
        await expect(page.getByRole("heading", { name: "标准怎么说" })).toBeVisible();
    });

    test("记一次党员大会：人数按名单算出，看到结果变了，打开记录", async ({ page }) => {
        await page.goto("/");
        await page.goto(`${placeOf(page)}/records/members-meeting/new`);
        const expected = await page.locator("select.presence").count();
        await writeMeeting(page, { subject: "学习和讨论" });
        await expect(page.getByText(/因此改变的检查结果|没有检查结果因此改变/)).toBeVisible();
        await look(page, "已记下");
        await page.getByRole("link", { name: "看这条记录" }).click();
        const value = (label) => page.locator(".facts div").filter({ has: page.getByText(label, { exact: true }) });
        await expect(value("应到人数").locator("dd")).toHaveText(`${expected}人`);
        await expect(value("实到人数").locator("dd")).toHaveText(`${expected - 2}人`);
        await expect(value("请假人数").locator("dd")).toHaveText("1人");
        await expect(value("缺席人数").locator("dd")).toHaveText("1人");
        await expect(value("参会人员").locator("dd")).toContainText("请假（出差）");
    });

    test("事由只在没到的人旁边", async ({ page }) => {
        await page.goto("/");
        await page.goto(`${placeOf(page)}/records/members-meeting/new`);
        const reason = page.locator(".attendance input").first();
        await expect(reason).toBeHidden();
        await page.locator("select.presence").first().selectOption({ label: "请假" });
        await expect(reason).toBeVisible();
    });

    test("更正要写明原因，两版都看得到，改名单人数跟着改", async ({ page }) => {
        await page.goto("/");
        await page.goto(`${placeOf(page)}/records/members-meeting/new`);
        const expected = await page.locator("select.presence").count();
        await writeMeeting(page, { subject: "记错的议题" });
        await page.getByRole("link", { name: "看这条记录" }).click();
        await page.getByRole("link", { name: "更正" }).click();
        await expect(page.getByLabel("会议议题")).toHaveValue("记错的议题");
        await page.getByLabel("会议议题").fill("正确的议题");
        await page.locator("select.presence").nth(2).selectOption({ label: "到会" });
        await page.getByLabel("为什么更正").fill("写错了议题");
        await page.getByRole("button", { name: "记下更正" }).click();
        await page.getByRole("link", { name: "看这条记录" }).click();
        await expect(page.locator("ins").filter({ hasText: "正确的议题" })).toBeVisible();
        await expect(page.locator("del").filter({ hasText: "记错的议题" })).toBeVisible();
        await expect(page.locator(".facts")).toContainText("写错了议题");
        await expect(page.locator(".facts")).toContainText(`${expected - 1}人`);
        await look(page, "更正过的记录");
        await page.locator("section").filter({ hasText: "前后各版" }).getByRole("link").first().click();
        await expect(page.getByRole("status")).toContainText("这条记录已被更正");
    });

    test("作废要写明事由，作废的记录还读得到", async ({ page }) => {
        await page.goto("/");
        await page.goto(`${placeOf(page)}/records/members-meeting/new`);
        const subject = unique("没有开成的会");
        await writeMeeting(page, { subject });
        await page.getByRole("link", { name: "看这条记录" }).click();
        const address = page.url();
        await page.getByText("作废这条记录").click();
        await page.getByLabel("为什么作废").fill("会没有开");
        await page.getByRole("button", { name: "作废" }).click();
        await expect(page.getByRole("status")).toContainText("不再计算");
        await expect(page.locator(".facts")).toContainText(subject);
        await expect(page.getByRole("link", { name: "更正" })).toHaveCount(0);
        await look(page, "作废的记录");
        // The ledger shows what stands.
        await page.goto(address.replace(/\/[^/]+$/, ""));
        await page.getByLabel("查找").fill(subject);
        await page.locator("#content").getByRole("button", { name: "找" }).click();
        await expect(page.getByText(`没有含“${subject}”的记录。`)).toBeVisible();
    });

    test("不能记还没有到的日子，填的东西都还在", async ({ page }) => {
        await page.goto("/");
        await page.goto(`${placeOf(page)}/records/members-meeting/new`);
        await page.getByLabel("日期", { exact: true }).fill(day(-2));
        await page.getByLabel("会议议题").fill("后天的会");
        await page.getByRole("button", { name: "记下" }).click();
        await expect(page.locator("#first-fault")).toContainText("应为已经发生的日子");
        await expect(page.getByLabel("会议议题")).toHaveValue("后天的会");
        await look(page, "填错的表");
    });

    test("时光：过去的样子说得清楚，不提供记录", async ({ page }) => {
        await page.goto("/");
        await page.getByText(/^时光：/).click();
        await page.getByLabel("看哪一天").fill("2026-06-30");
        await page.getByRole("button", { name: "去看" }).click();
        await expect(page.getByRole("status")).toContainText("这是截至2026年6月30日的样子");
        await page.getByRole("navigation", { name: "菜单" }).getByRole("link", { name: "记录" }).click();
        await expect(page).toHaveURL(/as-of=2026-06-30/);
        await expect(page.getByRole("status")).toContainText("2026年6月30日");
        await expect(page.getByRole("link", { name: /^记一条/ })).toHaveCount(0);
        await page.locator("tbody th a").first().click();
        await expect(page.getByRole("link", { name: "记一条" })).toHaveCount(0);
        await page.locator("tbody th a").first().click();
        await expect(page.getByRole("link", { name: "更正" })).toHaveCount(0);
        await page.getByRole("link", { name: "回到今天" }).first().click();
        await expect(page.getByRole("status")).toHaveCount(0);
    });

    test("时光：只算那一天已经记下的", async ({ page }) => {
        await page.goto("/");
        const now = Number((await page.locator("main > .quiet").innerText()).match(/\d+/)[0]);
        await page.getByText(/^时光：/).click();
        await page.getByLabel("只算到这一天已经记下的").fill("2026-01-31");
        await page.getByRole("button", { name: "去看" }).click();
        await expect(page.getByRole("status")).toContainText("已经记下的");
        const then = Number((await page.locator("main > .quiet").innerText()).match(/\d+/)[0]);
        expect(then).toBeGreaterThan(now);
    });

    test("退出以后回不来", async ({ page, browser }) => {
        // With a session of its own: ending the shared one would end it for the others.
        const context = await browser.newContext();
        const own = await context.newPage();
        const { name, password } = account("shuji");
        await signIn(own, name, password);
        await expect(own.getByRole("heading", { level: 1 })).toHaveText("工作台");
        const address = own.url();
        await own.locator("details.who summary").click();
        await own.getByRole("button", { name: "退出登录" }).click();
        await expect(own).toHaveURL(/\/sign-in$/);
        await own.goto(address);
        await expect(own).toHaveURL(/\/sign-in\?next=/);
        await context.close();
        await page.goto("/");
        await expect(page.getByRole("heading", { level: 1 })).toHaveText("工作台");
    });
});
