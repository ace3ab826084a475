import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { installPrograms } from "../lab/packages.ts";
import { run } from "../lab/process.ts";

/** Debian's Chromium, installed when this machine has none. */
export async function openBrowser(): Promise<Browser> {
  await installPrograms((line) => console.log(line), { chromium: "chromium" });
  const { stdout } = await run("sh", ["-c", "command -v chromium"]);
  return chromium.launch({ executablePath: stdout.trim() });
}

/** A page that was opened, and what a good page has none of. */
export interface Opened {
  readonly page: Page;
  /** Messages of the console, errors, dialogs, and requests for anything but the page itself. */
  readonly trouble: string[];
}

/** Opens a file in a window of its own. */
export async function openFile(browser: Browser, file: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const page = await browser.newPage(options);
  const address = `file://${file}`;
  const trouble: string[] = [];
  page.on("console", (message) => trouble.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => trouble.push(`error: ${error.message}`));
  page.on("request", (request) => request.url() === address || trouble.push(`request: ${request.url()}`));
  page.on("dialog", (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(address);
  return { page, trouble };
}
