// 没有网络: what was written is kept on the phone, and sent once, in order, when there is network again.
import { account, expect, fits, look, placeOf, signIn, test, unique } from "../support.mjs";

test.describe("手机上没有网络", () => {
    test.use({ role: "zuzhi", viewport: { width: 360, height: 800 }, serviceWorkers: "allow" });

    /** Opens a form that is kept and writes a talk of a deed into it. */
    async function write(page, place, text) {
        await page.goto(`${place}/records/volunteering/new`);
        await page.getByLabel("日期", { exact: true }).fill(await page.evaluate(() => new Date().toISOString().slice(0, 10)));
        await page.getByRole("checkbox").first().check();
        await page.getByRole("textbox").last().fill(text);
        await page.getByRole("button", { name: "记下" }).click();
    }

    test("存下的表打得开，写好的留在手机上，联网后按次序各提交一次", async ({ page, context }) => {
        await page.goto("/");
        const place = placeOf(page);
        await page.goto(`${place}/records`);
        await page.getByRole("button", { name: "把表存到这台设备" }).click();
        await expect(page.locator("#offline-state")).toContainText(/已存 \d+ 张表/);
        await page.evaluate(async (form) => {
            await navigator.serviceWorker.ready;
            await (await caches.open("forms")).add(form);
        }, `${place}/records/volunteering/new`);
        const before = await count(page, place);

        await context.setOffline(true);
        await page.goto(`${place}/members`);
        await expect(page.getByRole("heading", { level: 1 })).toHaveText("现在连不上");
        await look(page, "没有网络");
        const [one, two] = [unique("第一件"), unique("第二件")];
        for (const text of [one, two]) {
            await write(page, place, text);
            await expect(page).toHaveURL(/\/outbox$/);
        }
        await expect(page.locator("#outbox li")).toHaveCount(2);
        await look(page, "待提交");
        await fits(page, "待提交");

        await context.setOffline(false);
        // Going to another page cuts off what is being sent; it is sent again, and still once.
        await expect.poll(() => count(page, place), { intervals: [100, 1_500] }).toBe(before + 2);
        await expect(page.locator("#outbox-sign")).toBeHidden();
        // A second look sends nothing again.
        await page.reload();
        expect(await count(page, place)).toBe(before + 2);
    });

    test("不可能的记录留在手机上，写明为什么，可以打开修改", async ({ page, context }) => {
        await page.goto("/");
        const place = placeOf(page);
        await page.goto(`${place}/records`);
        await page.getByRole("button", { name: "把表存到这台设备" }).click();
        await expect(page.locator("#offline-state")).toContainText(/已存/);
        await page.evaluate(async (form) => {
            await navigator.serviceWorker.ready;
            await (await caches.open("forms")).add(form);
        }, `${place}/records/volunteering/new`);
        await context.setOffline(true);
        await page.goto(`${place}/records/volunteering/new`);
        await page.getByLabel("日期", { exact: true }).fill("2099-01-01");
        await page.getByRole("checkbox").first().check();
        await page.getByRole("button", { name: "记下" }).click();
        await expect(page.locator("#outbox li")).toHaveCount(1);
        await context.setOffline(false);
        await page.goto(`${place}/records`);
        await expect(page.locator("#outbox-sign")).toHaveText("待提交 1");
        await page.goto("/outbox");
        await expect(page.locator("#outbox .refused")).toContainText("应为已经发生的日子");
        await page.getByRole("link", { name: "打开修改" }).click();
        await expect(page.getByLabel("日期", { exact: true })).toHaveValue("2099-01-01");
        await page.goto("/outbox");
        await page.getByRole("button", { name: "删掉" }).click();
        await expect(page.getByText("没有待提交的记录")).toBeVisible();
    });

    async function count(page, place) {
        await page.goto(`${place}/records/volunteering`);
        return page.locator("tbody tr").count();
    }
});

test("退出登录，存下的表就不在这台设备上了", async ({ page }) => {
    const { name, password } = account("zuzhi");
    await signIn(page, name, password);
    await page.goto(`${placeOf(page)}/records`);
    await page.getByRole("button", { name: "把表存到这台设备" }).click();
    await expect(page.locator("#offline-state")).toContainText(/已存/);
    await page.locator("details.who summary").click();
    await page.getByRole("button", { name: "退出登录" }).click();
    await expect(page).toHaveURL(/sign-in/);
    expect(await page.evaluate(() => caches.has("forms"))).toBe(false);
});

test("可以安装到手机桌面", async ({ page, request }) => {
    await page.goto("/sign-in");
    const manifest = await (await request.get("/manifest.webmanifest")).json();
    expect(manifest.display).toBe("standalone");
    for (const { src, sizes } of manifest.icons) {
        const icon = await request.get(src);
        expect(icon.headers()["content-type"]).toBe("image/png");
        const bytes = await icon.body();
        expect(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`).toBe(sizes);
    }
});
