// 动态码、通行密钥、日志: as somebody sets them up, uses them, and takes them off.
import { createHmac } from "node:crypto";
import { expect, listen, look, setOwnPassword, signIn, test, unique } from "../support.mjs";

test.use({ role: "guanli" });

const GIVEN = "七里香-码头-雨棚-1987";
const PASSWORD = "竹林里的旧石桥和灯";

/** An account of this spec's own, and a browser in which nobody is signed in. */
async function newcomer(page, browser) {
    const name = unique("督查");
    await page.goto("/settings/accounts");
    await page.getByLabel("账号名").fill(name);
    await page.getByLabel("密码", { exact: true }).fill(GIVEN);
    await page.getByLabel("角色").selectOption({ label: "督查" });
    await page.getByRole("button", { name: "建立" }).click();
    await expect(page.getByRole("row").filter({ hasText: name })).toContainText("在用");
    const context = await browser.newContext();
    const own = await context.newPage();
    await signIn(own, name, GIVEN);
    await setOwnPassword(own, GIVEN, PASSWORD);
    await own.getByRole("button", { name: "退出登录" }).click();
    await expect(own).toHaveURL(/\/sign-in/);
    return { name, context, own, errors: listen(own) };
}

/** RFC 6238; `ahead` in half minutes. */
function code(key, ahead = 0) {
    const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    const bits = [...key.replaceAll(" ", "")].map((one) => letters.indexOf(one).toString(2).padStart(5, "0")).join("");
    const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
    const step = Buffer.alloc(8);
    step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + ahead));
    const hash = createHmac("sha1", secret).update(step).digest();
    const number = hash.readUInt32BE(hash.at(-1) & 15) & 0x7fffffff;
    return String(number % 1_000_000).padStart(6, "0");
}

test("动态码：扫码设好，登录要再输一次，恢复码能代替，取下要密码", async ({ page, browser }) => {
    const { name, context, own, errors } = await newcomer(page, browser);
    await signIn(own, name, PASSWORD);
    await own.goto("/settings/second-factor");
    await look(own, "二次验证");
    await own.getByRole("button", { name: "设置动态码" }).click();
    await expect(own.getByRole("img", { name: /二维码/ })).toBeVisible();
    await look(own, "设置动态码");
    const key = await own.locator("code.typed-key").textContent();
    await own.getByLabel(/六位动态码/).fill("000000");
    await own.getByLabel("密码").fill(PASSWORD);
    await own.getByRole("button", { name: "启用" }).click();
    await expect(own.getByRole("alert")).toContainText("动态码不对");
    await own.getByLabel(/六位动态码/).fill(code(key));
    await own.getByLabel("密码").fill(PASSWORD);
    await own.getByRole("button", { name: "启用" }).click();
    await expect(own.getByRole("heading", { level: 1 })).toHaveText("恢复码");
    await look(own, "恢复码");
    const [recovery] = await own.locator(".recovery code").allTextContents();
    await expect(own.locator(".recovery li")).toHaveCount(10);

    await own.getByRole("button", { name: "退出登录" }).click();
    await signIn(own, name, PASSWORD);
    await expect(own.getByRole("heading", { level: 1 })).toContainText("动态码");
    await look(own, "登录-动态码");
    await own.getByLabel("动态码").fill(recovery);
    await own.getByRole("button", { name: "登录" }).click();
    await expect(own.getByRole("heading", { level: 1 })).toHaveText(/五化达标$/);
    await own.goto("/settings");
    await expect(own.getByRole("row").filter({ hasText: "这一台" })).toContainText("恢复码");
    await own.getByRole("button", { name: "退出登录" }).click();
    await signIn(own, name, PASSWORD);
    // The code of the step to come is taken early; the one that set it up is used.
    await own.getByLabel("动态码").fill(code(key, 1));
    await own.getByRole("button", { name: "登录" }).click();
    await expect(own.getByRole("heading", { level: 1 })).toHaveText(/五化达标$/);

    await own.goto("/settings/second-factor");
    await expect(own.getByText("恢复码还剩 9 个")).toBeVisible();
    await own.locator("form").filter({ hasText: "取下动态码" }).getByLabel("密码").fill(PASSWORD);
    await own.getByRole("button", { name: "取下动态码" }).click();
    await expect(own.getByRole("status")).toContainText("动态码已取下");
    expect(errors).toEqual([]);
    await context.close();

    await page.goto("/settings/log");
    await expect(page.getByRole("row").filter({ hasText: name }).filter({ hasText: "设好动态码" })).toHaveCount(1);
    await look(page, "日志");
});

test("通行密钥：添加、不用密码登录、改名、去掉", async ({ page, browser, baseURL }) => {
    const { name, context, own, errors } = await newcomer(page, browser);
    // Browsers give passkeys to names: this machine's is localhost.
    const home = baseURL.replace("127.0.0.1", "localhost");
    const cdp = await context.newCDPSession(own);
    await cdp.send("WebAuthn.enable");
    const options = {
        protocol: "ctap2",
        transport: "internal",
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
    };
    const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", { options });
    await signIn(own, name, PASSWORD, home);
    await own.goto(`${home}/settings/second-factor`);
    const form = own.locator("form[data-passkey]");
    await form.getByLabel("起个名字").fill("单位电脑");
    await form.getByLabel("密码").fill("不对的密码");
    await form.getByRole("button", { name: "添加通行密钥" }).click();
    await expect(form.getByRole("alert")).toContainText("密码不对");
    await form.getByLabel("密码").fill(PASSWORD);
    await form.getByRole("button", { name: "添加通行密钥" }).click();
    await expect(own.getByRole("row").filter({ hasText: "单位电脑" })).toContainText("还没有用过");
    await look(own, "通行密钥");

    await own.getByRole("button", { name: "退出登录" }).click();
    await look(own, "登录-通行密钥");
    await own.getByRole("button", { name: "用通行密钥登录" }).click();
    await expect(own.getByRole("heading", { level: 1 })).toHaveText(/五化达标$/);
    await own.goto(`${home}/settings`);
    await expect(own.getByRole("row").filter({ hasText: "这一台" })).toContainText("通行密钥");

    await own.goto(`${home}/settings/second-factor`);
    const row = own.getByRole("row").filter({ hasText: "单位电脑" });
    await row.locator("summary").click();
    await row.getByLabel("名字").fill("旧电脑");
    await row.getByRole("button", { name: "改名" }).click();
    await expect(own.getByRole("row").filter({ hasText: "旧电脑" })).toHaveCount(1);

    // A finger that is not the owner's opens nothing.
    await own.getByRole("button", { name: "退出登录" }).click();
    await cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
    await own.getByRole("button", { name: "用通行密钥登录" }).click();
    await expect(own.getByRole("alert")).toContainText("没有完成");
    await cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });
    await own.getByRole("button", { name: "用通行密钥登录" }).click();
    await expect(own.getByRole("heading", { level: 1 })).toHaveText(/五化达标$/);

    await own.goto(`${home}/settings/second-factor`);
    const old = own.getByRole("row").filter({ hasText: "旧电脑" });
    await old.locator("summary").click();
    await old.getByLabel("密码").fill(PASSWORD);
    await old.getByRole("button", { name: "去掉" }).click();
    await expect(own.getByRole("status")).toContainText("通行密钥已去掉");
    await own.getByRole("button", { name: "退出登录" }).click();
    await own.getByRole("button", { name: "用通行密钥登录" }).click();
    await expect(own.getByRole("alert")).toContainText("通行密钥没有通过");
    expect(errors).toEqual([]);
    await context.close();
});

test("有通行密钥的账号，只有密码改不了二次验证", async ({ page, browser, baseURL }) => {
    const { name, context, own } = await newcomer(page, browser);
    const home = baseURL.replace("127.0.0.1", "localhost");
    const cdp = await context.newCDPSession(own);
    await cdp.send("WebAuthn.enable");
    const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true };
    await cdp.send("WebAuthn.addVirtualAuthenticator", { options });
    await signIn(own, name, PASSWORD, home);
    await own.goto(`${home}/settings/second-factor`);
    await own.getByLabel("起个名字").fill("手机");
    await own.locator("form[data-passkey]").getByLabel("密码").fill(PASSWORD);
    await own.getByRole("button", { name: "添加通行密钥" }).click();
    await expect(own.getByRole("row").filter({ hasText: "手机" })).toHaveCount(1);
    await own.getByRole("button", { name: "退出登录" }).click();
    await signIn(own, name, PASSWORD, home);
    await own.goto(`${home}/settings/second-factor`);
    await own.getByRole("button", { name: "设置动态码" }).click();
    await expect(own.getByRole("alert")).toContainText("请退出后用通行密钥登录");
    await context.close();

    await page.goto("/settings/accounts");
    await page.getByRole("row").filter({ hasText: name }).getByRole("button", { name: /^重设二次验证/ }).click();
    await expect(page.getByRole("row").filter({ hasText: name })).toContainText("在用");
});

test.describe("不用脚本", () => {
    test.use({ javaScriptEnabled: false });

    test("页面说明通行密钥要用脚本，密码照样能用", async ({ browser, baseURL }) => {
        const context = await browser.newContext({ javaScriptEnabled: false });
        const own = await context.newPage();
        await own.goto(`${baseURL}/sign-in`);
        await expect(own.getByText("通行密钥要用浏览器的脚本", { exact: false })).toBeVisible();
        await expect(own.getByRole("button", { name: "用通行密钥登录" })).toBeHidden();
        await expect(own.getByLabel("密码")).toBeVisible();
        await context.close();
    });
});
