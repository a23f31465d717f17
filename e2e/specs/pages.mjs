// Every page at a width of an office and of a phone, with a picture of each.
import { expect, fits, placeOf, test, visit } from "../support.mjs";

/** The addresses that links of a page lead to. */
const links = (page, selector) =>
    page.locator(selector).evaluateAll((found) => found.map((link) => new URL(link.href).pathname));

test("登录页和找不到的页", async ({ page }) => {
    await visit(page, "/sign-in", "登录");
    await visit(page, "/nowhere", "没有这一页", 404);
});

test.describe("支部", () => {
    test.use({ role: "shuji" });

    test("菜单里的每一页", async ({ page }) => {
        await visit(page, "/", "工作台");
        const place = placeOf(page);
        await visit(page, `${place}/?as-of=2026-06-30`, "工作台-时光");
        await visit(page, `${place}/standard`, "五化标准");
        await visit(page, `${place}/parameters`, "参数");
        await visit(page, `${place}/records`, "记录");
        await visit(page, `${place}/yearbook/2026`, "年度台账");
        await visit(page, `${place}/published`, "公开");
        await visit(page, `${place}/members`, "党员");
        await visit(page, (await links(page, "main tbody th a"))[0], "党员-一人");
        await visit(page, `${place}/organisation`, "组织");
        await visit(page, `${place}/cases`, "办件");
        for (const [register, word] of [["dues", "党费"], ["points", "积分"], ["policies", "制度"], ["funds", "经费"], ["venues", "阵地"], ["talks", "谈话"]]) {
            await visit(page, `${place}/registers/${register}`, word);
        }
        await visit(page, `${place}/me`, "我的");
        await visit(page, "/settings", "设置");
        await visit(page, `${place}/overview`, "没有权限", 403);
    });

    test("从标准到凭据", async ({ page }) => {
        await page.goto("/");
        await page.goto(`${placeOf(page)}/standard`);
        const clause = (await links(page, ".clause:has(.badge.met) .number a"))[0];
        await visit(page, clause, "五化标准-一条");
        const rule = (await links(page, "h2:has(.badge.met) a"))[0];
        await visit(page, rule, "规则");
        await visit(page, `${rule}/0`, "凭据");
    });

    test("会议的台账和记录", async ({ page }) => {
        await page.goto("/");
        const place = placeOf(page);
        await visit(page, `${place}/records/members-meeting`, "台账");
        const record = (await links(page, "tbody th a"))[0];
        await visit(page, record, "一条记录");
        await visit(page, `${record}/correct`, "更正");
        await visit(page, `${place}/records/members-meeting/new`, "记党员大会");
        await visit(page, `${place}/records/member-joined/new`, "记党员登记");
    });

    test("每一种记录的台账和表都打得开，宽窄都放得下", async ({ page }) => {
        test.setTimeout(180_000);
        await page.goto("/");
        await page.goto(`${placeOf(page)}/records`);
        const kinds = await links(page, "tbody th a");
        expect(kinds.length).toBeGreaterThan(40);
        await page.setViewportSize({ width: 360, height: 800 });
        for (const path of kinds.flatMap((kind) => [kind, `${kind}/new`])) {
            const answer = await page.goto(path);
            expect(answer.status(), path).toBe(200);
            await fits(page, path);
        }
    });
});

test.describe("集团", () => {
    test.use({ role: "jituan" });

    test("总览", async ({ page }) => {
        await visit(page, "/", "总览-集团");
        await visit(page, `${placeOf(page)}/organisation`, "组织-集团");
        await page.goto("/");
        await visit(page, `${placeOf(page)}/overview/ranking`, "名次");
        await page.goto("/");
        await visit(page, (await links(page, "a[href*='/overview/rules/']"))[0], "没做到的支部");
        await page.goto("/");
        await visit(page, (await links(page, "tbody th a"))[0].replace(/\/$/, "/overview"), "总览-单位");
    });

    test("参数和封条", async ({ page }) => {
        await page.goto("/");
        const place = placeOf(page);
        const change = page.getByRole("button", { name: "改", exact: true });
        await visit(page, "/settings/seal", "封条");
        await visit(page, `${place}/parameters`, "参数-集团");
        // A database has no folder of its own for an overlay.
        if ((await change.count()) === 0) {
            await expect(page.locator("main")).toContainText("WUHUA_STANDARD");
            return;
        }
        // So far ahead that nobody's findings change for it.
        await page.locator("select[name=parameter]").selectOption("candidate-training-hours");
        await page.getByLabel("改为").fill("8");
        await page.getByLabel("从哪天起").fill("2099-01-01");
        await page.getByLabel("依据").fill("集团党委〔2098〕1号");
        await change.click();
        await expect(page.getByRole("alert")).toContainText("没有改");
        await expect(page.getByLabel("依据")).toHaveValue("集团党委〔2098〕1号");
        await page.getByLabel("改为").fill("32");
        await change.click();
        await expect(page.locator("#candidate-training-hours").locator("..")).toContainText("集团党委〔2098〕1号");
        await visit(page, `${place}/parameters`, "参数-集团-改过");
        await page.getByRole("button", { name: "撤回" }).click();
        await expect(page.locator("body")).not.toContainText("集团党委〔2098〕1号");
    });
});

test.describe("管理员", () => {
    test.use({ role: "guanli" });

    test("账号", async ({ page }) => {
        await visit(page, "/", "账号");
    });
});
