// 假如 and 抽查: the office asks, waits on the page, and goes on from the answer.
import { expect, look, test } from "../support.mjs";

test.describe("集团党务", () => {
    test.use({ role: "jituan" });

    test("假如归档期限只有一天：答案自己出来，变了的支部点得进去", async ({ page }) => {
        await page.goto("/");
        await page.getByRole("link", { name: "假如" }).click();
        await page.getByLabel("参数").first().selectOption({ value: "minutes-filed-within" });
        await page.getByLabel("新值").first().fill("很多");
        await page.getByRole("button", { name: "算一算" }).click();
        await expect(page.getByRole("alert")).toContainText("现在是“很多”");
        await look(page, "假如-填错");
        await page.getByLabel("新值").first().fill("1");
        await page.getByRole("button", { name: "算一算" }).click();
        await expect(page.getByText(/检查结果变 \d+ 项/)).toBeVisible({ timeout: 60_000 });
        await look(page, "假如-答案");
        const branches = page.getByRole("region", { name: "变了的支部" });
        await branches.locator("tbody th a").first().click();
        await expect(page.getByRole("heading", { level: 1 })).toHaveText("工作台");
    });
});

test.describe("督查", () => {
    test.use({ role: "ducha" });

    test("抽查：抽到的记录一次点击就看到", async ({ page }) => {
        await page.goto("/");
        await page.getByRole("link", { name: "抽查" }).click();
        await look(page, "抽查");
        await page.getByLabel("种子").fill("2026年第二次督查");
        await page.getByRole("button", { name: "抽", exact: true }).click();
        await expect(page.getByText("复核用")).toBeVisible({ timeout: 60_000 });
        await look(page, "抽查-结果");
        await page.locator("section.card tbody th a").first().click();
        await expect(page.getByText(/^记录编号/)).toBeVisible();
    });

    test.describe("不用脚本", () => {
        test.use({ javaScriptEnabled: false });

        test("答案点一下就看到", async ({ page }) => {
            await page.goto("/");
            await page.getByRole("link", { name: "抽查" }).click();
            await page.getByLabel("种子").fill("一");
            await page.getByRole("button", { name: "抽", exact: true }).click();
            await expect(async () => {
                const again = page.getByRole("link", { name: "看抽好没有" });
                if (await again.isVisible()) await again.click();
                await expect(page.getByText("复核用")).toBeVisible({ timeout: 500 });
            }).toPass({ timeout: 60_000 });
        });
    });
});
