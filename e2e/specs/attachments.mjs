// 附件: a photograph with the place where it was taken, a file that is another one than its name says.
import { readFileSync } from "node:fs";
import { expect, look, placeOf, test, unique } from "../support.mjs";

test.use({ role: "zuzhi" });

/** A JPEG that the browser itself made, with the place where it was taken written into it. */
async function photograph(page) {
    await page.goto("/");
    const plain = await page.screenshot({ type: "jpeg", quality: 40 });
    const says = Buffer.concat([Buffer.from("Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0GPS 25.04N 102.71E", "latin1")]);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(says.length + 2);
    return Buffer.concat([plain.subarray(0, 2), Buffer.from([0xff, 0xe1]), length, says, plain.subarray(2)]);
}

async function open(page, kind) {
    await page.goto("/");
    const place = placeOf(page);
    await page.goto(`${place}/records/${kind}/new`);
    return place;
}

test("照片跟着记录走，拍摄地点留不下来", async ({ page }) => {
    const buffer = await photograph(page);
    expect(buffer.includes("25.04N")).toBe(true);
    await open(page, "theme-day");
    await page.locator("textarea").first().fill(unique("带照片的"));
    await page.getByLabel("添加文件").setInputFiles([
        { name: "合影.jpg", mimeType: "image/jpeg", buffer },
        { name: "通知.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7\n%%EOF\n") },
    ]);
    await look(page, "添加附件");
    await page.getByRole("button", { name: "记下" }).click();
    await page.getByRole("link", { name: "看这条记录" }).click();
    await page.getByText("看图片").click();
    const picture = page.locator(".pictures img");
    await expect(picture).toBeVisible();
    await expect.poll(() => picture.evaluate((image) => image.naturalWidth)).toBeGreaterThan(300);
    await look(page, "带附件的记录");
    const waiting = page.waitForEvent("download");
    await page.getByRole("link", { name: "合影.jpg" }).click();
    const file = await waiting;
    expect(file.suggestedFilename()).toBe("合影.jpg");
    const kept = readFileSync(await file.path());
    expect(kept.includes("25.04N")).toBe(false);
    expect(kept.length).toBeGreaterThan(1000);
    // A correction keeps what is not taken off.
    await page.getByRole("link", { name: "更正" }).click();
    await page.getByLabel(/通知\.pdf/).uncheck();
    await page.getByLabel("为什么更正").fill("通知放错了");
    await look(page, "更正附件");
    await page.getByRole("button", { name: "记下更正" }).click();
    await page.getByRole("link", { name: "看这条记录" }).click();
    await expect(page.locator(".attachments")).toContainText("合影.jpg");
    await expect(page.locator(".attachments")).not.toContainText("通知.pdf");
});

test("内容和名字不符的退回，填的和别的文件都还在", async ({ page }) => {
    await open(page, "theme-day");
    const text = unique("还在");
    await page.locator("textarea").first().fill(text);
    await page.getByLabel("添加文件").setInputFiles([
        { name: "真的.txt", mimeType: "text/plain", buffer: Buffer.from("会议记录") },
        { name: "合影.jpg", mimeType: "image/jpeg", buffer: Buffer.from("%PDF-1.7\n") },
    ]);
    await page.getByRole("button", { name: "记下" }).click();
    await expect(page.locator("#file-fault")).toContainText("“合影.jpg”的内容其实是PDF 文件");
    await expect(page.locator("textarea").first()).toHaveValue(text);
    await expect(page.getByLabel(/真的\.txt/)).toBeChecked();
    await look(page, "附件退回");
    await page.getByRole("button", { name: "记下" }).click();
    await page.getByRole("link", { name: "看这条记录" }).click();
    await expect(page.locator(".attachments")).toContainText("真的.txt");
});
