// How the pages are looked at: one browser, one after another, as somebody in China has it.
//
// What it looks at is handed in: WUHUA_E2E holds what `wuhua demo --accounts-file` wrote.
import { defineConfig } from "@playwright/test";

const folder = process.env.WUHUA_SCREENSHOTS ?? "screenshots";

export default defineConfig({
    testDir: "specs",
    testMatch: "*.mjs",
    // The ledger is one, and each role finds it as the one before left it.
    workers: 1,
    fullyParallel: false,
    // What fails once fails: nothing here waits for luck.
    retries: 0,
    timeout: 60_000,
    expect: { timeout: 10_000 },
    reporter: [["list"]],
    outputDir: `${folder}/failed`,
    preserveOutput: "failures-only",
    use: {
        baseURL: JSON.parse(process.env.WUHUA_E2E ?? "{}").address,
        locale: "zh-CN",
        timezoneId: "Asia/Shanghai",
        viewport: { width: 1280, height: 800 },
        actionTimeout: 10_000,
        screenshot: "only-on-failure",
        launchOptions: {
            executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
            args: [
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        },
    },
});
