// 统一登录: a ledger of its own, the program with a configuration file, and a real provider beside it.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, foreign, look, setOwnPassword, signIn, test } from "../support.mjs";

const program = process.env.WUHUA_PROGRAM;
const folder = mkdtempSync(join(tmpdir(), "wuhua-sign-on-"));
const ledger = join(folder, "ledger");
const started = [];
const OWN = "竹林里的旧石桥和灯";
let home;
let password;
let provider;
let served;
let settings;

async function freePort() {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address();
    server.close();
    await once(server, "close");
    return port;
}

/** Starts a program and waits until it says something. */
async function start(command, args, stream, word) {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    started.push(child);
    let said = "";
    for (const one of [child.stdout, child.stderr]) one.on("data", (text) => (said += text));
    while (!said.includes(word)) {
        await Promise.race([once(child[stream], "data"), once(child, "exit")]);
        if (child.exitCode !== null) throw new Error(`${command} stopped: ${said}`);
    }
    return child;
}

/** Starts the program, instead of one that runs, with something set besides. */
async function serve(more) {
    if (served) {
        served.kill();
        await once(served, "exit");
    }
    writeFileSync(join(ledger, "wuhua.toml"), settings + more);
    served = await start(program, ["serve", ledger], "stderr", "请用浏览器打开");
}

test.beforeAll(async ({ browser }) => {
    if (!program) throw new Error("WUHUA_PROGRAM names the program to be started");
    const said = execFileSync("sh", ["-c", '"$0" init "$1" 2>&1', program, ledger], { encoding: "utf8" });
    password = said.match(/密码 (\S+?)（/)[1];
    const [port, providerPort] = [await freePort(), await freePort()];
    home = `http://localhost:${port}`;
    const issuer = `http://localhost:${providerPort}`;
    foreign.add(issuer);
    const back = `${home}/sign-in/sign-on/back`;
    provider = await start("node", ["provider.mjs", providerPort, "wuhua", "geheim", back].map(String), "stdout", "ready");
    writeFileSync(join(ledger, "sign-on.secret"), "geheim\n");
    chmodSync(join(ledger, "sign-on.secret"), 0o600);
    settings =
        `listen = "127.0.0.1:${port}"\naddress = "${home}"\n[sign-on]\nname = "集团统一登录"\nissuer = "${issuer}"\n` +
        `client-id = "wuhua"\nclient-secret-file = "sign-on.secret"\n`;
    await serve("");
    const page = await browser.newPage();
    await signIn(page, "guanli", password, home);
    await setOwnPassword(page, password, OWN);
    await page.close();
    password = OWN;
});

test.afterAll(() => {
    for (const child of started) child.kill();
    rmSync(folder, { recursive: true, force: true });
});

/** At the provider: who one is, and that the program may know it. */
async function vouch(page, name) {
    await page.goto(`${home}/sign-in?next=/settings`);
    await page.getByRole("link", { name: "用集团统一登录登录" }).click();
    await page.locator("input[name=login]").fill(name);
    await page.locator("input[name=password]").fill("x");
    await page.locator("button[type=submit]").click();
    await page.locator("button[type=submit]").click();
}

test("第一次按名字连上，以后认人不认名", async ({ page, browser }) => {
    await vouch(page, "1001-guanli");
    await expect(page).toHaveURL(`${home}/settings`);
    await expect(page.getByRole("row").filter({ hasText: "这一台" })).toContainText("统一登录");
    await page.getByRole("button", { name: "退出登录" }).click();
    await expect(page).toHaveURL(/\/sign-in$/);

    const context = await browser.newContext();
    const other = await context.newPage();
    await vouch(other, "1002-guanli");
    await expect(other.getByRole("alert")).toContainText("已经连到统一登录的另一个人");
    await context.close();
});

test("这里没有账号的人进不来，也不会自动建立", async ({ page }) => {
    await vouch(page, "1003-nobody");
    await expect(page.getByRole("alert")).toContainText("这里没有您的账号“nobody”");
    await look(page, "统一登录-没有账号");
    await signIn(page, "guanli", password, home);
    await page.goto(`${home}/settings/accounts`);
    await expect(page.getByRole("row").filter({ hasText: "nobody" })).toHaveCount(0);
    await page.goto(`${home}/settings/log`);
    await expect(page.getByRole("row").filter({ hasText: "统一登录的人在这里没有账号" })).toContainText("nobody");
});

test("回来的网址用第二次、换一个浏览器用，都不认", async ({ page, browser }) => {
    const back = page.waitForRequest((request) => request.url().includes("/sign-in/sign-on/back"));
    await vouch(page, "1001-guanli");
    await expect(page).toHaveURL(`${home}/settings`);
    const address = (await back).url();
    await page.goto(address);
    await expect(page.getByRole("alert")).toContainText("请从头再来一次");
    const context = await browser.newContext();
    const other = await context.newPage();
    await other.goto(address);
    await expect(other.getByRole("alert")).toContainText("请从头再来一次");
    await context.close();
});

test("没有约定级别的，只当作密码", async ({ page }) => {
    await serve(`[sign-in]\nsecond-factor = ["administrator"]\n`);
    await vouch(page, "1001-guanli+");
    await expect(page).toHaveURL(/second-factor/);
    await page.goto(`${home}/settings/accounts`);
    await expect(page).toHaveURL(/second-factor/);
});

test("约定了级别的，不到不让登录，到了抵得上二次验证", async ({ page, browser }) => {
    await serve(`acr = "urn:example:two-factors"\n[sign-in]\nsecond-factor = ["administrator"]\n`);
    await vouch(page, "1001-guanli");
    await expect(page.getByRole("alert")).toContainText("没有按要求的级别");
    const context = await browser.newContext();
    const other = await context.newPage();
    await vouch(other, "1001-guanli+");
    await expect(other).toHaveURL(`${home}/settings`);
    await expect(other.getByRole("row").filter({ hasText: "这一台" })).toContainText("统一登录，已多重验证");
    await context.close();
    await serve("");
});

test("统一登录停了：说清楚，密码照样能用", async ({ page }) => {
    provider.kill();
    await once(provider, "exit");
    await page.goto(`${home}/sign-in`);
    await page.getByRole("link", { name: "用集团统一登录登录" }).click();
    await expect(page.getByRole("alert")).toContainText("连不上集团统一登录");
    await signIn(page, "guanli", password, home);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("账号");
});
