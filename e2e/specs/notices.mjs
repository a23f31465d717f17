// 提醒: off by default, a robot that is refused with what was typed, a calendar by its address.
import { expect, look, test } from "../support.mjs";

test.use({ role: "shuji" });

test("不认识的机器人地址不收，写过的还在；认识的收下，可以关", async ({ page }) => {
    await page.goto("/settings");
    await page.getByRole("link", { name: "设置提醒" }).click();
    await look(page, "提醒");
    const address = page.getByLabel("机器人的 Webhook 地址", { exact: true });
    await address.fill("https://example.com/robot/send?access_token=1");
    await page.getByRole("button", { name: "启用", exact: true }).click();
    await expect(page.getByRole("alert")).toContainText("https://oapi.dingtalk.com/robot/send");
    await expect(address).toHaveValue("https://example.com/robot/send?access_token=1");
    await look(page, "提醒-不收");
    // In the evening, so that nothing is sent while this runs by day.
    await page.getByLabel("几点以后发").first().selectOption("22");
    await address.fill("https://oapi.dingtalk.com/robot/send?access_token=98765");
    await page.getByRole("button", { name: "启用", exact: true }).click();
    await expect(page.getByText("oapi.dingtalk.com …8765")).toBeVisible();
    await look(page, "提醒-开了");
    await page.getByRole("button", { name: "关掉机器人提醒" }).click();
    await expect(page.getByText("oapi.dingtalk.com …8765")).toHaveCount(0);
});

test("日历的网址只显示一次，换了旧的就打不开", async ({ page, playwright }) => {
    await page.goto("/settings/notices");
    const take = async (name) => {
        await page.getByRole("button", { name }).click();
        return page.locator(".typed-key").innerText();
    };
    const first = await take(/^启用日历$|^换一个地址/);
    const second = await take(/^换一个地址/);
    await look(page, "提醒-日历");
    const nobody = await playwright.request.newContext();
    expect((await nobody.get(first)).status()).toBe(404);
    const calendar = await nobody.get(second);
    expect(calendar.headers()["content-type"]).toContain("text/calendar");
    expect(await calendar.text()).toContain("BEGIN:VCALENDAR");
    await page.getByRole("button", { name: "停用日历" }).click();
    expect((await nobody.get(second)).status()).toBe(404);
    await nobody.dispose();
});
