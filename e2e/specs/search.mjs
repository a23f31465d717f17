// 查找: one field in the head of every page.
import { expect, look, test } from "../support.mjs";

test.describe("书记查找", () => {
    test.use({ role: "shuji" });

    test("从页头找到条款、党员和记录，词标出来，点进去就是", async ({ page }) => {
        await page.goto("/");
        const field = page.getByRole("searchbox", { name: "找记录、党员、条款" });
        await field.fill("党课");
        await field.press("Enter");
        await expect(page.getByRole("heading", { name: "标准条款" })).toBeVisible();
        await expect(page.locator("mark").first()).toHaveText("党课");
        await look(page, "search");
        await page.locator("main").getByRole("link", { name: /党课$/ }).first().click();
        await expect(page.getByRole("heading", { level: 1 })).toContainText("党课");
    });

    test("一个字不够，说明怎么写，写过的还在", async ({ page }) => {
        await page.goto("/settings");
        const field = page.getByRole("searchbox", { name: "找记录、党员、条款" });
        await field.fill("党");
        await field.press("Enter");
        await expect(page.getByRole("alert")).toContainText("只有一个字");
        await expect(page.getByLabel("要找的词")).toHaveValue("党");
        await look(page, "search-short");
    });
});

test.describe("集团查找", () => {
    test.use({ role: "jituan" });

    test("下级的记录一批一批看", async ({ page }) => {
        await page.goto("/search?q=" + encodeURIComponent("党课"));
        // A server that has just begun makes the records searchable first.
        await expect(async () => {
            await page.reload();
            await expect(page.getByText("还在编入检索")).toHaveCount(0);
        }).toPass({ timeout: 60_000 });
        await expect(page.getByRole("heading", { name: /个组织里可能有/ })).toBeVisible();
        await look(page, "search-below");
        await page.getByRole("link", { name: "看下面的组织" }).click();
        await expect(page.getByRole("heading", { name: /个组织里可能有/ })).toBeVisible();
        await expect(page.getByRole("heading", { name: "标准条款" })).toHaveCount(0);
    });
});
