// What every spec needs: somebody who is signed in, and a look at a page as it must always be.
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test as base, expect, request } from "@playwright/test";

export { expect };

const { address, accounts } = JSON.parse(process.env.WUHUA_E2E ?? '{"accounts":[]}');
const axe = createRequire(import.meta.url)("axe-core").source;
const withoutAxe = Boolean(process.env.WUHUA_WITHOUT_AXE);
const folder = process.env.WUHUA_SCREENSHOTS ?? "screenshots";

/** Wide as in an office, narrow as the smallest phone that is promised. */
const WIDTHS = [1280, 360];

/** The account of a demonstration's role. */
export function account(name) {
    const found = accounts.find((account) => account.name === name);
    if (!found) throw new Error(`the demonstration has no account ${name}: hand it in by WUHUA_E2E`);
    return found;
}

// A browser says this of every answer that is no page, and of every question while a spec has cut the network; specs ask
// for the status themselves.
const isStatus = (text) =>
    text.startsWith("Failed to load resource: the server responded with a status of") ||
    text === "Failed to load resource: net::ERR_INTERNET_DISCONNECTED";

/** Origins of pages that are not the program's, such as a provider's own sign-in: what goes wrong there is not ours. */
export const foreign = new Set();

/** Collects what goes wrong in a page without being seen. */
export function listen(page) {
    const errors = [];
    page.on("console", (message) => {
        const isOurs = !foreign.has(new URL(page.url()).origin);
        if (isOurs && message.type() === "error" && !isStatus(message.text())) errors.push(message.text());
    });
    page.on("pageerror", (error) => errors.push(String(error)));
    return errors;
}

/** `test.use({ role: "shuji" })`: the pages of that spec are those of somebody who is signed in. */
export const test = base.extend({
    role: [undefined, { option: true }],
    // One session a role: checking a password is slow by intent.
    sessions: [async ({}, use) => use(new Map()), { scope: "worker" }],
    storageState: async ({ role, sessions }, use) => {
        if (role && !sessions.has(role)) sessions.set(role, await session(role));
        await use(role && sessions.get(role));
    },
    page: async ({ page }, use) => {
        const errors = listen(page);
        await use(page);
        expect(errors, "nothing goes wrong in the page").toEqual([]);
    },
});

async function session(role) {
    const { name, password } = account(role);
    const context = await request.newContext({ baseURL: address });
    const form = { name, password, next: "/settings" };
    const answer = await context.post("/sign-in", { form, headers: { "sec-fetch-site": "same-origin" } });
    expect(answer.status()).toBe(200);
    const state = await context.storageState();
    await context.dispose();
    return state;
}

/** Puts an own password in the place of the one that an administrator gave; the page is where that leads by itself. */
export async function setOwnPassword(page, given, own) {
    await page.getByLabel("原密码").fill(given);
    await page.getByLabel("新密码").fill(own);
    await page.getByLabel("再输一次").fill(own);
    await page.getByRole("button", { name: "改密码" }).click();
    await expect(page.getByRole("status")).toContainText("密码已改");
}

/** Signs in by the form, as people do. */
export async function signIn(page, name, password, home = "") {
    await page.goto(`${home}/sign-in`);
    await page.getByLabel("账号").fill(name);
    await page.getByLabel("密码").fill(password);
    await page.getByRole("button", { name: "登录", exact: true }).click();
}

/** Goes to a page and looks at it; `name` is what its screenshots are called. */
export async function visit(page, path, name, status = 200) {
    const answer = await page.goto(path);
    expect(answer.status(), `${path} answers`).toBe(status);
    await look(page, name);
}

/** What holds for every page at every width: it fits, everybody can read it, and it can be seen later how it was. */
export async function look(page, name) {
    const { width, height } = page.viewportSize();
    for (const wide of WIDTHS) {
        await page.setViewportSize({ width: wide, height: 800 });
        await fits(page, `${name}, ${wide} px`);
        if (!withoutAxe) expect(await violations(page), `${name} at ${wide} px is for everybody`).toEqual([]);
        mkdirSync(folder, { recursive: true });
        // The whole standard on a phone is a picture of many metres.
        await page.screenshot({ path: join(folder, `${name}-${wide}.png`), fullPage: true, timeout: 60_000 });
    }
    await page.setViewportSize({ width, height });
}

/** Nobody has to push a page sideways to read it. */
export async function fits(page, name) {
    const sizes = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
    expect(sizes[0], `${name}: the page is as wide as the window`).toBeLessThanOrEqual(sizes[1]);
}

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

async function violations(page) {
    // Evaluated and not added as a script: the page lets no script in.
    await page.evaluate(axe);
    return page.evaluate(async (tags) => {
        const found = await window.axe.run(document, {
            runOnly: { type: "tag", values: tags },
            resultTypes: ["violations"],
        });
        const where = (node) => `${node.target.join(" ")}: ${node.failureSummary}`;
        return found.violations.map(({ id, nodes }) => `${id}\n${nodes.slice(0, 3).map(where).join("\n")}`);
    }, TAGS);
}

/** A text that no earlier run has written. */
export function unique(text) {
    return `${text}${Date.now().toString(36)}`;
}

/** The first part of an address of an organisation: `/o/ID`. */
export function placeOf(page) {
    return new URL(page.url()).pathname.split("/").slice(0, 3).join("/");
}

/** Today and other days as a form takes them, by the clock of the one who looks. */
export function day(daysAgo = 0) {
    const moment = new Date(Date.now() - daysAgo * 86_400_000);
    return new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(moment);
}
