// 导出: the tables of a page as files, by whoever sees the page.
import { readFileSync } from "node:fs";
import { expect, look, placeOf, test } from "../support.mjs";

test.use({ role: "shuji" });

async function download(page, name) {
    const waiting = page.waitForEvent("download");
    await page.locator(".files").getByRole("link", { name, exact: true }).click();
    const file = await waiting;
    return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

test("党员名册导出成 Excel 和 CSV，文件名是中文", async ({ page }) => {
    await page.goto("/");
    await page.goto(`${placeOf(page)}/members`);
    await look(page, "导出");
    const book = await download(page, "Excel");
    expect(book.name).toMatch(/ 党员 \d{4}-\d\d-\d\d\.xlsx$/);
    expect(book.bytes.subarray(0, 2).toString()).toBe("PK");
    const commas = await download(page, "CSV");
    expect(commas.name).toMatch(/ 党员 \d{4}-\d\d-\d\d\.csv$/);
    // Excel takes a file for UTF-8 by its mark; `trim` takes the mark away.
    expect(commas.bytes.subarray(0, 3).toString("hex")).toBe("efbbbf");
    const lines = commas.bytes.toString("utf8").trim().split("\r\n");
    expect(lines[0]).toBe("姓名,职务,党小组,类别,自何时在本支部,待办,未完成");
    expect(lines.length - 1).toBe(await page.locator("tbody tr").count());
});

test("导出的是所看那一天、所找的那些", async ({ page }) => {
    await page.goto("/");
    const ledger = `${placeOf(page)}/records/members-meeting`;
    const rows = async (query) => {
        await page.goto(`${ledger}${query}`);
        const file = await download(page, "CSV");
        return file.bytes.toString("utf8").trim().split("\r\n").length - 1;
    };
    const now = await rows("");
    expect(now).toBe(await page.locator("tbody tr").count());
    const [first] = await page.locator("tbody tr th").allTextContents();
    expect(await rows(`?text=${encodeURIComponent(first)}`)).toBeLessThan(now);
    expect(await rows("?as-of=2019-01-01&known-at=2019-01-01")).toBe(0);
});
