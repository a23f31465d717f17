// 组织委员的一天: people who come, a form that is sent twice, two who correct at once, and what somebody types to do harm.
import { day, expect, look, placeOf, test, unique } from "../support.mjs";

test.use({ role: "zuzhi" });

const SCRIPT = `<script>document.title="坏"</script>`;

async function open(page, kind) {
    await page.goto("/");
    await page.goto(`${placeOf(page)}/records/${kind}/new`);
}

/** So many records of a kind have a text. */
async function found(page, kind, text) {
    await page.goto("/");
    await page.goto(`${placeOf(page)}/records/${kind}?text=${encodeURIComponent(text)}`);
    return page.locator("tbody tr").count();
}

test("登记名册里还没有的党员，名册里就有了，一样的人不登记两次", async ({ page }) => {
    const name = unique("诸葛新来");
    await open(page, "member-joined");
    await page.getByRole("textbox", { name: /^姓名/ }).fill(name.replace("诸葛", "诸葛 "));
    await page.getByLabel("进入方式").selectOption({ label: "转入" });
    await page.getByLabel("入党日期").fill("2015-07-01");
    await page.getByLabel("转正日期").fill("2016-07-01");
    await page.getByLabel("人员类别").selectOption({ label: "正式党员" });
    await page.getByLabel("联系电话").fill("13800000000");
    await page.getByRole("button", { name: "记下" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("已记下");
    const place = placeOf(page);
    await page.goto(`${place}/members`);
    await page.getByRole("link", { name }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
    await look(page, "新登记的党员");
    await open(page, "member-joined");
    await page.getByRole("textbox", { name: /^姓名/ }).fill(name);
    await page.getByLabel("入党日期").fill("2015-07-01");
    await page.getByRole("button", { name: "记下" }).click();
    await expect(page.locator("#field-name-fault")).toContainText(`名册里已有${name}`);
    // And takes part from then on.
    await page.goto(`${place}/records/members-meeting/new`);
    await expect(page.locator(".attendance")).toContainText(name);
});

test("登记流入的流动党员", async ({ page }) => {
    const name = unique("司马流入");
    await open(page, "floating-in");
    await page.getByRole("button", { name: "记下" }).click();
    await expect(page.locator("#field-name-fault")).toContainText("应填写姓名");
    await page.getByRole("textbox", { name: /^姓名/ }).fill(name);
    await page.getByLabel("流出党组织").fill("外省某公司党支部");
    await page.getByRole("button", { name: "记下" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("已记下");
    await page.goto(`${placeOf(page)}/members`);
    await expect(page.getByText(name)).toBeVisible();
});

test("同一张表交两次只有一条记录", async ({ page, context }) => {
    const text = unique("交了两次");
    await open(page, "theme-day");
    await page.locator("textarea").first().fill(text);
    const body = await page
        .locator("form.wide-form")
        .evaluate((form) => new URLSearchParams(new FormData(form)).toString());
    const headers = { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin" };
    const answers = await Promise.all([1, 2].map(() => context.request.post(page.url(), { data: body, headers })));
    for (const answer of answers) {
        expect(answer.status()).toBe(200);
        expect(await answer.text()).toContain("已记下");
    }
    expect(await found(page, "theme-day", text)).toBe(1);
});

test("连点两下“记下”只有一条记录", async ({ page }) => {
    const text = unique("点了两下");
    await open(page, "theme-day");
    await page.locator("textarea").first().fill(text);
    await page.getByRole("button", { name: "记下" }).dblclick();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("已记下");
    expect(await found(page, "theme-day", text)).toBe(1);
});

test("两个人改同一条：后改的被说明白，填的都还在", async ({ page, context }) => {
    await open(page, "theme-day");
    await page.locator("textarea").first().fill("两个人都要改");
    await page.getByRole("button", { name: "记下" }).click();
    await page.getByRole("link", { name: "看这条记录" }).click();
    const address = `${page.url()}/correct`;
    const other = await context.newPage();
    await page.goto(address);
    await other.goto(address);
    await page.locator("textarea").first().fill("第一个人改的");
    await page.getByLabel("为什么更正").fill("先改");
    await page.getByRole("button", { name: "记下更正" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("已记下");
    await other.locator("textarea").first().fill("第二个人改的");
    await other.getByLabel("为什么更正").fill("后改");
    await other.getByRole("button", { name: "记下更正" }).click();
    await expect(other.getByRole("alert")).toContainText("这条记录已由");
    await expect(other.locator("textarea").first()).toHaveValue("第二个人改的");
    await expect(other.getByLabel("为什么更正")).toHaveValue("后改");
    await look(other, "两个人改同一条");
});

test("每个文本框里的脚本都只是文字", async ({ page }) => {
    await open(page, "members-meeting");
    const texts = page.locator("form.wide-form textarea");
    for (let at = 0; at < (await texts.count()); at += 1) await texts.nth(at).fill(`${SCRIPT}${at}`);
    await page.locator("select.presence").first().selectOption({ label: "请假" });
    await page.locator(".attendance input").first().fill(SCRIPT);
    await page.getByRole("button", { name: "记下" }).click();
    await page.getByRole("link", { name: "看这条记录" }).click();
    await expect(page.locator(".facts")).toContainText(SCRIPT);
    expect(await page.title()).not.toBe("坏");
    await look(page, "记录里的脚本");
    const record = page.url();
    // Where it was typed wrong it comes back into the field, and is no page of its own either.
    await page.goto(`${record}/correct`);
    await page.getByLabel("为什么更正").fill(SCRIPT);
    await page.getByLabel("日期", { exact: true }).fill(day(-3));
    await page.getByRole("button", { name: "记下更正" }).click();
    // The field held this before the answer came as well: what is told of the date is new.
    await expect(page.getByText("应为已经发生的日子").first()).toBeVisible();
    await expect(page.getByLabel("为什么更正")).toHaveValue(SCRIPT);
    await page.goto(record.replace(/\/[^/]+$/, `?text=${encodeURIComponent(`"><b>${SCRIPT}`)}`));
    await expect(page.getByText(`没有含“"><b>${SCRIPT}”的记录。`)).toBeVisible();
    await page.goto(record.replace(/\/records.*/, "/?as-of=" + encodeURIComponent(SCRIPT)));
    await expect(page.getByText("不是日期")).toContainText(SCRIPT);
    expect(await page.title()).not.toBe("坏");
});

test("只用键盘记一次谈心谈话", async ({ page }) => {
    await open(page, "talk");
    const focused = () => page.evaluate(() => document.activeElement.name || document.activeElement.innerText);
    const tabTo = async (name) => {
        for (let presses = 0; presses < 80; presses += 1) {
            if ((await focused()) === name) return;
            await page.keyboard.press("Tab");
        }
        throw new Error(`Tab does not reach ${name}`);
    };
    await page.keyboard.press("Tab");
    await expect(page.getByRole("link", { name: "跳到正文" })).toBeFocused();
    await page.keyboard.press("Enter");
    await tabTo("part-speaker");
    await page.keyboard.press("ArrowDown");
    await tabTo("part-partner");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    await tabTo("field-gist");
    await page.keyboard.type("工作和家里都好");
    await tabTo("记下");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("已记下");
});
