// 计票: two people, two screens, one result.
import { account, expect, look, signIn, test, unique } from "../support.mjs";

test.use({ role: "zuzhi" });

const nameOf = (role) => account(role).who.match(/ (.+)，/)[1];

/** Fills in what one counted: papers, and votes by candidate. */
async function tell(page, there, favour) {
    const papers = { "发出票数": there, "收回票数": there, "有效票": there, "无效票": 0 };
    for (const [label, value] of Object.entries(papers)) await page.getByLabel(label, { exact: true }).fill(String(value));
    for (const [name, votes] of Object.entries(favour)) {
        await page.getByLabel(`${name} 赞成票`).fill(String(votes));
        await page.getByLabel(`${name} 反对票`).fill(String(there - votes));
        await page.getByLabel(`${name} 弃权票`).fill("0");
    }
    await page.getByRole("button", { name: "交我数的" }).click();
}

test("换届选举：两人各数各的，不同就写不了记录，相同了得票一起写下", async ({ page, browser }) => {
    test.setTimeout(120_000);
    await page.goto("/");
    await page.getByRole("navigation", { name: "菜单" }).getByRole("link", { name: "会议" }).click();
    await page.getByLabel("开什么会").selectOption({ label: "换届" });
    await page.getByLabel("议题").fill(unique("换届"));
    await page.getByRole("button", { name: "开签到" }).click();
    for (const select of await page.locator(".marks select").all()) await select.selectOption({ label: "到会" });
    await page.getByRole("button", { name: "记下改动" }).click();
    // Not everybody who is there may vote.
    const voters = await page.getByText(/有表决权人数 \d+，/).first().innerText();
    const there = Number(voters.match(/有表决权人数 (\d+)，/)[1]);
    await page.getByRole("link", { name: "计票" }).click();
    await page.getByLabel("计票人一").selectOption({ label: nameOf("zuzhi") });
    await page.getByLabel("计票人二").selectOption({ label: nameOf("dangyuan") });
    await page.getByLabel("应选名额").fill("1");
    const tellers = [nameOf("zuzhi"), nameOf("dangyuan")];
    const all = await page.locator(".choices label").allInnerTexts();
    const stand = all.map((name) => name.trim()).filter((name) => !tellers.includes(name)).slice(0, 2);
    for (const name of stand) await page.getByLabel(name, { exact: true }).check();
    await page.getByRole("button", { name: "定下" }).click();
    // One seat: nobody votes for two.
    const favour = { [stand[0]]: there - 1, [stand[1]]: 1 };
    await tell(page, there, favour);
    await look(page, "计票-一人");

    const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
    const member = await context.newPage();
    const { name, password } = account("dangyuan");
    await signIn(member, name, password);
    await member.getByRole("navigation", { name: "菜单" }).getByRole("link", { name: "会议" }).click();
    await member.getByRole("link", { name: "计票" }).first().click();
    await expect(member.getByText("两人数的")).toHaveCount(0);
    await tell(member, there, { ...favour, [stand[1]]: 2 });
    await expect(member.getByText("两份不一样")).toBeVisible();
    await page.getByRole("link", { name: "刷新" }).click();
    await look(page, "计票-不同");
    await tell(member, there, favour);
    await expect(member.getByText("两份相同")).toBeVisible();
    await context.close();

    await page.getByRole("link", { name: "刷新" }).click();
    await expect(page.locator("tr", { hasText: stand[0] }).getByText("当选", { exact: true })).toBeVisible();
    await expect(page.getByText("还没有计票")).toHaveCount(0);
    await look(page, "计票-结果");
    await page.locator("main p a").first().click();
    await page.getByRole("link", { name: "散会，写记录" }).click();
    await expect(page.getByLabel("有效票")).toHaveValue(String(there));
    await page.getByRole("button", { name: "记下" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("已记下");
});
