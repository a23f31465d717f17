// 导入: a book from the disk, looked at, corrected in what its columns mean, and taken in.
import { readFileSync } from "node:fs";
import { expect, look, placeOf, test, unique } from "../support.mjs";

test.use({ role: "zuzhi" });

async function branch(page) {
    await page.goto("/");
    const place = placeOf(page);
    const name = await page.locator(".where").textContent();
    await page.goto(`${place}/members`);
    const members = (await page.locator("tbody th").allTextContents()).filter((member) => !member.includes("（"));
    return { place, name, members };
}

/** A day of May that no other run has talked on, as far as chance goes. */
const days = () => [1, 2].map((number) => `2026-0${number + 3}-${10 + (Date.now() % 18)}`);

function book({ name, members }, text) {
    const [one, two] = members;
    const [first, second] = days();
    const lines = [
        "谈心谈话记录表",
        "党支部,谈话时间,谈话人,谈话对象,谈了什么呢",
        `${name},${first},${one},${two},${text}`,
        `${name},${second},${two},${one},${text}`,
        `${name},2026-02-30,${one},${two},${text}`,
    ];
    return { name: "谈话.csv", mimeType: "text/csv", buffer: Buffer.from(`${lines.join("\n")}\n`) };
}

async function bring(page, place, file) {
    await page.goto(`${place}/records`);
    await page.getByRole("link", { name: "导入表格" }).click();
    await page.getByLabel("表格文件").setInputFiles(file);
    await page.getByRole("button", { name: "看一看" }).click();
}

test("先看会写下什么，改一列的意思，再导入", async ({ page }) => {
    const own = await branch(page);
    await page.goto(`${own.place}/import`);
    await look(page, "导入表格");
    const text = unique("导入的谈话");
    await bring(page, own.place, book(own, text));
    await expect(page.getByRole("heading", { level: 1 })).toContainText("导入前看一看");
    await expect(page.getByText("日历上没有这一天")).toBeVisible();
    await look(page, "导入前看一看");
    await page.getByRole("row", { name: /谈了什么呢/ }).getByRole("combobox").selectOption("谈心谈话.地点");
    await page.getByRole("button", { name: "按这样再看一遍" }).click();
    await expect(page.getByRole("row", { name: /谈了什么呢/ })).toContainText("您选的");
    await page.getByRole("button", { name: "导入：新写 2 条" }).click();
    await expect(page.getByRole("status")).toContainText("新写下 2 条记录");
    await look(page, "已导入");
    const waiting = page.waitForEvent("download");
    await page.getByRole("button", { name: "下载没有收的行" }).click();
    const file = await waiting;
    expect(file.suggestedFilename()).toBe("谈话 没有收的.xlsx");
    expect(readFileSync(await file.path()).subarray(0, 2).toString()).toBe("PK");
    await page.goto(`${own.place}/records/talk?text=${encodeURIComponent(text)}`);
    await expect(page.locator("tbody tr")).toHaveCount(2);
});

test("不是表格的文件说明白，没有写进去的都没有写", async ({ page }) => {
    const own = await branch(page);
    await bring(page, own.place, { name: "图.xlsx", mimeType: "image/png", buffer: Buffer.from("\x89PNG\r\n", "latin1") });
    await expect(page.getByRole("alert")).toContainText("图片");
    await look(page, "不是表格");
});
