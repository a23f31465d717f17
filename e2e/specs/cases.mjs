// 办件: what waits for an office, a case step by step, the board of admissions.
import { account, day, expect, look, placeOf, signIn, test, unique } from "../support.mjs";

/** The recorder begins a case, so that something waits for the one above. */
async function begin(page, name) {
    await page.goto("/");
    const place = placeOf(page);
    for (const [step, days] of [["applied", 20], ["talked", 15], ["activist", 2]]) {
        await page.goto(`${place}/records/admission-step/new?field-applicant=${encodeURIComponent(name)}&field-step=${step}`);
        await page.getByLabel("日期", { exact: true }).fill(day(days));
        await page.getByRole("button", { name: "记下" }).click();
        await expect(page.getByRole("heading", { level: 1 })).toHaveText("已记下");
    }
    return place;
}

/** The recorder of a branch asks the office above for its word. */
async function ask(browser) {
    const context = await browser.newContext();
    const page = await context.newPage();
    const { name, password } = account("zuzhi");
    await signIn(page, name, password);
    await page.goto(`${placeOf(page)}/records/review-asked/new?field-matter=life-meeting-plan`);
    await page.getByLabel("日期", { exact: true }).fill(day(1));
    await page.getByRole("button", { name: "记下" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("已记下");
    await context.close();
}

test.describe("支部", () => {
    test.use({ role: "zuzhi" });

    test("一件事从看板点到每一步，办下一步只要点两下", async ({ page }) => {
        const name = unique("周申");
        const place = await begin(page, name);
        await page.goto(`${place}/cases`);
        await page.getByRole("link", { name: /看板$/ }).first().click();
        const stage = page.locator(".board section", { hasText: "入党积极分子的确定和培养教育" });
        await expect(stage).toContainText(name);
        await look(page, "办件-看板");
        await stage.getByRole("link", { name }).click();
        await expect(page.locator("li[aria-current=step]")).toContainText("积极分子备案");
        await look(page, "办件-一件");
        await page.locator("li[aria-current=step]").getByRole("link", { name: "办" }).click();
        await expect(page.getByLabel("申请人姓名")).toHaveValue(name);
        await expect(page.getByLabel("发展步骤")).toHaveValue("activist-filed");
        await page.getByRole("button", { name: "记下" }).click();
        await expect(page.getByRole("heading", { name: "已记下" })).toBeVisible();
        await page.goto(`${place}/cases`);
        await page.getByRole("link", { name: new RegExp(name) }).click();
        await expect(page.locator("li[aria-current=step]")).toContainText("指定培养联系人");
    });
});

test.describe("二级单位党务", () => {
    test.use({ role: "danwei" });

    test("收件里是等本级办的，点开就是填好的表", async ({ page, browser }) => {
        test.setTimeout(120_000);
        await ask(browser);
        await page.goto("/");
        await page.getByRole("navigation", { name: "菜单" }).getByRole("link", { name: /^收件/ }).click();
        await expect(page.getByRole("heading", { level: 1 })).toHaveText("收件");
        const row = page.locator("section", { hasText: "等本级办的" }).first().locator("tbody tr").first();
        // What a branch wrote is with those above within twenty seconds.
        await expect(async () => {
            await page.reload();
            await expect(row).toBeVisible({ timeout: 1000 });
        }).toPass({ timeout: 60_000 });
        await look(page, "收件");
        const what = await row.locator("td a").first().innerText();
        await row.getByRole("link", { name: /^办/ }).click();
        await expect(page.locator("form.wide-form")).toBeVisible();
        const chosen = await page.locator("form.wide-form select option:checked").allInnerTexts();
        expect(what.length).toBeGreaterThan(0);
        expect(chosen.some((word) => word !== "请选" && word !== "不填")).toBe(true);
        await look(page, "收件-办");
    });
});
