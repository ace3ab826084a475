import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { type Audit, page as auditPage } from "../../cli/audit/page.ts";
import { sample } from "../support/audit-sample.ts";
import { openBrowser, openFile } from "../support/browser.ts";

const nasty = `<img src=x onerror=alert(1)><script>alert(2)</script>"' onmouseover="alert(3)`;

describe("the audit page in a browser", () => {
  const folder = mkdtempSync(join(tmpdir(), "seisei-audit-page-"));
  const file = join(folder, "index.html");
  let browser: Browser;
  const write = (name: string, audit: Audit) => {
    writeFileSync(join(folder, name), auditPage(audit));
    return join(folder, name);
  };
  /** Times of the updates that are to be seen. */
  const seen = async (page: Page) =>
    (await page.locator("#updates tbody tr:visible .when time").allTextContents()).map((time) => time.slice(5, 10));
  const open = async () => (await openFile(browser, file)).page;

  before(async () => {
    browser = await openBrowser();
    write("index.html", sample);
  });

  after(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  it("shows every update, the newest first, and every stack, and asks for nothing else", async () => {
    const { page, trouble } = await openFile(browser, file);
    assert.deepEqual(await seen(page), ["03-23", "03-18", "03-17", "03-16", "03-09", "03-05", "03-02"]);
    assert.deepEqual(
      await page.locator("#running tbody th").allTextContents(),
      sample.running.map(({ stack }) => stack),
    );
    assert.deepEqual(trouble, []);
  });

  it("tells of a failed update from which release to which it was, and what stayed", async () => {
    const page = await open();
    const row = page.locator("#updates").getByRole("row").filter({ hasText: "failed" });
    for (const text of ["main1.0.1 → main1.1.1", "put back", "odoo18-prod stays on main1.0.1", "1 min 38 s", "3 after"])
      assert.match((await row.innerText()).replace(/\s+/g, " "), new RegExp(text));
  });

  it("unfolds what the policy rules say, and what was saved, and folds it again", async () => {
    const page = await open();
    const row = page.getByRole("row").filter({ hasText: "failed, put back" });
    const [policies, saved] = [row.locator("details").first(), row.locator("details").last()];
    assert.match((await policies.innerText()).replace(/\s+/g, " "), /^✗ 1 mandatory 2 advisory 1 allowed$/);
    await policies.locator("summary").click();
    await saved.locator("summary").click();
    for (const text of [/services\.api\.privileged: expected/, /no-docker-socket: Traefik reads its routes/])
      assert.match(await policies.innerText(), text);
    for (const text of [/snap-0a1b2c3d4e5f60002 of main1\.0\.1/, /deleted by hand/, /on app-1, 48 MB/])
      assert.match(await saved.innerText(), text);
    await policies.locator("summary").click();
    assert.equal(await policies.locator("li").first().isVisible(), false);
    const lost = page.getByRole("row").filter({ hasText: "First release" });
    assert.match((await lost.locator("li").textContent())!, /its commit 4f0c2ad is gone/);
  });

  it("tells which way back was rehearsed, with what came of it, and which never was", async () => {
    const page = await open();
    const rows = await page.locator("#back tbody tr").allInnerTexts();
    assert.deepEqual(
      rows.map((text) => text.replace(/\s+/g, " ")),
      [
        "main1.0.1 91b7d35 2026-03-18 09:00 crm-api 2026-03-20 07:15: 14 s without an answer: crm-api 3.1 s 2026-03-20 07:18 with data: failed",
        "main1.1.0 c83e0f6 2026-03-16 10:05 crm-api, odoo18-prod never",
      ],
    );
  });

  const filters: [string, (page: Page) => Promise<unknown>, string[]][] = [
    [
      "stack",
      (page) => page.getByLabel("Stack", { exact: true }).selectOption("odoo18-prod"),
      ["03-23", "03-05", "03-02"],
    ],
    ["result", (page) => page.getByLabel("Result").selectOption("failed"), ["03-23"]],
    ["person", (page) => page.getByLabel("Who").selectOption("Ben Mori (ben@desk)"), ["03-17", "03-05"]],
    ["words, in any order", (page) => page.getByLabel("Text").fill("number ROLLBACK"), ["03-17"]],
    ["first day", (page) => page.getByLabel("From").fill("2026-03-18"), ["03-23", "03-18"]],
    ["last day", (page) => page.getByLabel("Until").fill("2026-03-05"), ["03-05", "03-02"]],
  ];
  for (const [name, choose, expected] of filters) {
    it(`filters by ${name}, and shows all again`, async () => {
      const page = await open();
      await choose(page);
      assert.deepEqual(await seen(page), expected);
      assert.match(await page.getByRole("status").innerText(), new RegExp(`^${expected.length} of 7`));
      await page.getByRole("button", { name: "Show all" }).click();
      await page.getByText("7 shown").waitFor();
      assert.equal((await seen(page)).length, 7);
    });
  }

  it("filters by several things at once, down to nothing", async () => {
    const page = await open();
    await page.getByLabel("Who").selectOption("Ann Sato (ann@laptop)");
    await page.getByLabel("Stack", { exact: true }).selectOption("edge-traefik");
    assert.deepEqual(await seen(page), ["03-09", "03-02"]);
    await page.getByLabel("Result").selectOption("failed");
    assert.deepEqual(await seen(page), []);
  });

  it("shows hostile text as text, and runs none of it", async () => {
    const running = sample.running.map((one) => ({ ...one, stack: nasty, host: nasty, release: nasty, by: nasty }));
    const waysBack = sample.waysBack.map((way) => ({ ...way, release: nasty, commit: nasty, stacks: [nasty] }));
    const updates = sample.updates.map((row) => ({
      ...{ ...row, message: nasty, subject: nasty, by: nasty, from: nasty, to: nasty, commit: nasty, change: nasty },
      ...{ stacks: [nasty], kept: [{ stack: nasty, release: nasty }], pins: { [nasty]: nasty } },
      policies: {
        findings: [{ rule: nasty, level: "advisory" as const, message: nasty }],
        exceptions: [{ rule: nasty, stack: nasty, service: nasty, reason: nasty }],
      },
      saved: [{ stack: nasty, kind: "dump" as const, id: nasty, holds: nasty, host: nasty }],
    }));
    const { page, trouble } = await openFile(
      browser,
      write("nasty.html", { ...sample, stack: nasty, running, waysBack, updates }),
    );
    await page.locator("#updates tr").nth(1).hover();
    assert.equal(await page.locator("img, body script:not(:last-child)").count(), 0);
    assert.ok((await page.locator("#updates").innerText()).includes(nasty));
    assert.deepEqual(trouble, []);
  });

  it("does not let a script run that came in some other way", async () => {
    const slipped = auditPage(sample).replace("</main>", "</main><script>document.title = 'run'</script>");
    writeFileSync(join(folder, "slipped.html"), slipped);
    const { page } = await openFile(browser, join(folder, "slipped.html"));
    assert.notEqual(await page.title(), "run");
  });

  it("fits a phone without scrolling sideways, and names each value there", async () => {
    const { page } = await openFile(browser, file, { viewport: { width: 320, height: 640 } });
    await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
    assert.ok(((await page.evaluate("document.documentElement.scrollWidth")) as number) <= 320);
    assert.equal(
      await page.locator("#updates").getByRole("row").filter({ hasText: "failed" }).getByRole("cell").count(),
      9,
    );
    const label = "getComputedStyle(document.querySelector('#updates td'), '::before').content";
    assert.equal(await page.evaluate(label), '"When"');
  });

  for (const colorScheme of ["light", "dark"] as const) {
    it(`can be read in ${colorScheme}: every text has a contrast of 4.5 or more (WCAG 2.2, 1.4.3)`, async () => {
      const { page } = await openFile(browser, file, { colorScheme });
      const dark = /rgb\(2\d, 2\d, 2\d\)/.test(
        String(await page.evaluate("getComputedStyle(document.body).backgroundColor")),
      );
      assert.equal(dark, colorScheme === "dark");
      assert.deepEqual(await page.evaluate(lowContrast), []);
    });
  }

  it("shows everything but the filters without scripts and on paper", async () => {
    const plain = await openFile(browser, file, { javaScriptEnabled: false });
    assert.equal((await seen(plain.page)).length, 7);
    assert.equal(await plain.page.locator("form").isVisible(), false);
    const page = await open();
    assert.equal(await page.locator("form").isVisible(), true);
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.locator("form").isVisible(), false);
  });
});

/** Runs in the page: elements with text of their own whose colour is too near to what is behind them. */
function lowContrast(): string[] {
  const light = (color: string) => {
    const [r = 0, g = 0, b = 0] = color.match(/[\d.]+/g)!.map((part) => Number(part) / 255);
    const linear = (part: number) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  };
  const behind = (element: Element | null): string => {
    const color = element ? getComputedStyle(element).backgroundColor : "rgb(255, 255, 255)";
    return color === "rgba(0, 0, 0, 0)" ? behind(element!.parentElement) : color;
  };
  const texts = [...document.body.querySelectorAll("*")].filter((element) =>
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent!.trim() !== ""),
  );
  return texts.flatMap((element) => {
    if (["SCRIPT", "OPTION"].includes(element.tagName)) return [];
    const [a = 0, b = 0] = [light(getComputedStyle(element).color), light(behind(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    return ratio < 4.5 ? [`${element.tagName} ${element.textContent!.slice(0, 20)}: ${ratio.toFixed(2)}`] : [];
  });
}
