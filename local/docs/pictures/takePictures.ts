import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";

import { type Picture, pictures } from "./pictures.ts";
import { setStage } from "./stage.ts";
import { startBrowser } from "./startBrowser.ts";

export const picturesFolder = "docs/images";
/** Beside the pictures: what stood on each page, so that a test can tell whether the page is another now. */
export const contentsFile = "contents.json";

/**
 * Takes all pictures of the documentation, and says by name what stood on each page. Without a folder nothing is
 * written. Throws if a page is not there any more.
 */
export async function takePictures(folder?: string): Promise<Readonly<Record<string, string>>> {
  const [stage, started] = await Promise.all([setStage(), startBrowser()]);
  try {
    const contents: [string, string][] = [];
    for (const picture of pictures) {
      const context = await started.browser.newContext({
        viewport: { width: 1000, height: 120 },
        colorScheme: "light",
        locale: "en-GB",
        timezoneId: "UTC",
      });
      const page = await context.newPage();
      await picture.open(page, stage);
      await page.getByRole("heading", { level: 1, name: picture.heading, exact: true }).waitFor();
      contents.push([picture.name, await contentOf(page)]);
      if (folder !== undefined) await shoot(page, picture, folder);
      await context.close();
    }
    const all = Object.fromEntries(contents);
    if (folder !== undefined)
      await writeFile(join(folder, contentsFile), `${JSON.stringify(all, undefined, 2)}\n`);
    return all;
  } finally {
    await Promise.all([stage.close(), started.close()]);
  }
}

async function shoot(page: Page, { name }: Picture, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true, animations: "disabled" });
}

/** A hash of the words and of the filled fields; how they are laid out is left to the browser. */
async function contentOf(page: Page): Promise<string> {
  const fields = await page.locator("input:visible, textarea:visible").all();
  const parts = [await page.locator("body").innerText()];
  for (const field of fields) parts.push(await field.inputValue());
  const words = parts.join(" ").replaceAll(/\s+/g, " ").trim();
  return createHash("sha256").update(words).digest("hex").slice(0, 16);
}
