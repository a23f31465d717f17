// 开会: the wall, phones, the list by hand, the record. And the same without scripts.
import jsQR from "jsqr";
import { account, day, expect, fits, look, placeOf, signIn, test, unique } from "../support.mjs";

test.use({ role: "zuzhi" });

/** What a phone reads off the wall: the address of the code that is there now. */
async function read(page) {
    const svg = page.locator("svg.qr");
    const side = Number((await svg.getAttribute("viewBox")).split(" ")[2]);
    const scale = 4;
    const pixels = new Uint8ClampedArray(side * side * scale * scale * 4).fill(255);
    const dark = (x, y) => {
        for (let down = 0; down < scale; down += 1) {
            for (let across = 0; across < scale; across += 1) {
                const at = ((y * scale + down) * side * scale + x * scale + across) * 4;
                pixels.fill(0, at, at + 3);
            }
        }
    };
    for (const [, x, y, run] of (await svg.locator("path").getAttribute("d")).matchAll(/M(\d+),(\d+)h(\d+)/g)) {
        for (let at = 0; at < Number(run); at += 1) dark(Number(x) + at, Number(y));
    }
    return jsQR(pixels, side * scale, side * scale).data;
}

/** Opens a sign-in for today and comes to its list. */
async function open(page, title) {
    await page.goto("/");
    await page.getByRole("navigation", { name: "菜单" }).getByRole("link", { name: "会议" }).click();
    await page.getByLabel("开什么会").selectOption({ label: "党员大会" });
    await page.getByLabel("议题").fill(title);
    await page.getByRole("button", { name: "开签到" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(`党员大会：${title}`);
}

const count = (page, name) => page.locator(".counts div", { has: page.getByText(name, { exact: true }) }).locator("dd");

test("投到墙上，扫码签到，散会后名单已在记录里", async ({ page, browser }) => {
    const title = unique("半年总结");
    await open(page, title);
    await look(page, "会议-名单");
    const list = page.url();
    await page.getByRole("link", { name: "把码投到墙上" }).click();
    await look(page, "会议-墙");
    const called = Number(await count(page, "应到").innerText());
    // A phone on which nobody is signed in: signs in, comes back, one touch.
    const nobody = { cookies: [], origins: [] };
    const phone = await browser.newContext({ viewport: { width: 360, height: 740 }, storageState: nobody });
    const member = await phone.newPage();
    await member.goto(await read(page));
    const { name, password } = account("dangyuan");
    await member.getByLabel("账号").fill(name);
    await member.getByLabel("密码").fill(password);
    await member.getByRole("button", { name: "登录", exact: true }).click();
    await look(member, "会议-扫码");
    await member.getByRole("button", { name: /，到会$/ }).click();
    await expect(member.getByRole("status")).toContainText("您已经签到");
    await look(member, "会议-签到了");
    // The wall renews itself.
    await expect(count(page, "到会")).toHaveText("1", { timeout: 15_000 });
    await phone.close();

    await page.goto(list);
    await expect(page.locator(".marks")).toContainText("扫码");
    const people = page.locator(".marks select");
    for (let at = 0; at < called; at += 1) {
        if ((await people.nth(at).inputValue()) === "waiting") await people.nth(at).selectOption({ label: "到会" });
    }
    await people.last().selectOption({ label: "请假" });
    await page.locator(".marks input[placeholder]").last().fill("住院");
    await page.getByRole("button", { name: "记下改动" }).click();
    await expect(count(page, "请假")).toHaveText("1");
    await expect(page.locator(".thresholds .badge.met").first()).toBeVisible();
    await page.getByRole("link", { name: "散会，写记录" }).click();
    await expect(page.getByLabel("会议议题")).toHaveValue(title);
    await expect(page.locator(".attendance select").last()).toHaveValue("excused");
    await page.getByRole("button", { name: "记下" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("已记下");
    await page.getByRole("link", { name: "看这条记录" }).click();
    await expect(page.locator(".facts")).toContainText("请假（住院）");
    expect((await page.goto(list)).status()).toBe(404);
});

test("旧码不收，说明白怎么办", async ({ page, browser }) => {
    await open(page, unique("旧码"));
    await page.getByRole("link", { name: "把码投到墙上" }).click();
    const old = (await read(page)).replace(/here\/..../, "here/0000");
    const phone = await (await browser.newContext()).newPage();
    expect((await phone.goto(old)).status()).toBe(422);
    await expect(phone.getByRole("status")).toContainText("再扫一次");
    await fits(phone, "旧码");
    await phone.context().close();
});

test.describe("不用脚本", () => {
    test.use({ javaScriptEnabled: false });

    test("开签到、请假、同意、删去", async ({ page, browser }) => {
        const title = unique("无脚本");
        await open(page, title);
        const list = page.url();
        const context = await browser.newContext({ javaScriptEnabled: false });
        const member = await context.newPage();
        const { name, password } = account("dangyuan");
        await signIn(member, name, password);
        await member.getByRole("navigation", { name: "菜单" }).getByRole("link", { name: "会议" }).click();
        await member.getByRole("link", { name: title }).click();
        await member.getByLabel("请假").check();
        await member.getByLabel("事由").fill("孩子发烧");
        await member.getByRole("button", { name: "报给记录人" }).click();
        await expect(member.getByRole("status")).toContainText("等他同意");
        await context.close();
        await page.getByRole("link", { name: "刷新" }).click();
        await expect(page.locator(".marks li", { hasText: "申请" }).locator("select")).toHaveValue("excused");
        await page.getByRole("button", { name: "记下改动" }).click();
        await expect(count(page, "请假")).toHaveText("1");
        await page.getByRole("link", { name: "把码投到墙上" }).click();
        await expect(page.locator("svg.qr")).toBeVisible();
        await page.goto(list);
        await page.locator("details:has-text('不开了') summary").click();
        await page.getByRole("button", { name: "删去这次签到" }).click();
        await expect(page.getByText(title)).toHaveCount(0);
    });
});

test("二十个人的会，从开签到到记下不到两分钟", async ({ page }) => {
    const began = Date.now();
    await open(page, unique("二十人"));
    for (const select of await page.locator(".marks select").all()) await select.selectOption({ label: "到会" });
    await page.getByRole("button", { name: "记下改动" }).click();
    await page.getByRole("link", { name: "散会，写记录" }).click();
    await expect(page.getByLabel("日期", { exact: true })).toHaveValue(day());
    await page.getByRole("button", { name: "记下" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("已记下");
    expect(Date.now() - began).toBeLessThan(120_000);
    expect(placeOf(page)).toMatch(/^\/o\//);
});

test("会场没有网络，扫了码先存着，联网后提交一次，名单写明后来才送到", async ({ page, browser }) => {
    const title = unique("井下班前会");
    await open(page, title);
    const list = page.url();
    const nobody = { cookies: [], origins: [] };
    const options = { viewport: { width: 360, height: 740 }, storageState: nobody, serviceWorkers: "allow" };
    const phone = await browser.newContext(options);
    const member = await phone.newPage();
    const { name, password } = account("dangyuan");
    await signIn(member, name, password, new URL(list).origin);
    await member.getByRole("navigation", { name: "菜单" }).getByRole("link", { name: "会议" }).click();
    await member.getByRole("button", { name: "在这台设备上开启" }).click();
    await expect(member.locator("#offline-state")).toHaveText("这台设备上已经开启。");
    await look(member, "会议-离线签到");
    await member.evaluate(() => navigator.serviceWorker.ready.then(() => caches.match("/offline/here")));
    await page.getByRole("link", { name: "把码投到墙上" }).click();
    const code = await read(page);

    await phone.setOffline(true);
    await member.goto(code);
    await expect(member.getByText("签到已经存在这台设备上")).toBeVisible();
    await look(member, "会议-没有网络");
    await phone.setOffline(false);
    await member.goto(new URL(list).origin);
    await expect
        .poll(async () => {
            await page.goto(list);
            return page.locator(".marks").innerText();
        }, { intervals: [500, 1_500] })
        .toContain("才送到");
    await expect(count(page, "到会")).toHaveText("1");
    await expect(member.locator("#outbox-sign")).toBeHidden();
    await phone.close();
});
