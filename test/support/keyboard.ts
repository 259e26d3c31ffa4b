import type { Page } from "playwright-core";

/** What the keyboard is on, as a person would call it: `button Allow`. A text, because it runs in the page. */
export function focused(page: Page): Promise<string> {
  return page.evaluate<string>(`
    const element = document.activeElement;
    const text = element.labels?.length > 0 ? element.labels[0].textContent : element.textContent;
    element.tagName.toLowerCase() + " " + text.trim();
  `);
}

/** Presses Tab until the keyboard is on it. Throws if it never gets there. */
export async function tabTo(page: Page, wanted: string): Promise<void> {
  const passed: string[] = [];
  while (passed.length < 40) {
    await page.keyboard.press("Tab");
    const now = await focused(page);
    if (now === wanted) return;
    passed.push(now);
  }
  throw new Error(`Tab never reaches "${wanted}", but: ${passed.join(", ")}`);
}
