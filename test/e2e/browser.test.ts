import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { focused, tabTo } from "../support/keyboard.ts";
import { anAlertSeries } from "../support/world/alerts.ts";
import { startBrowser, type StartedBrowser } from "../../local/docs/pictures/startBrowser.ts";
import { useWorld } from "../support/world/useWorld.ts";

/** Pictures of what was seen are put there if it is set. */
const pictures = process.env["BRIDGE_TEST_PICTURES"];

const world = useWorld();
let test: StartedBrowser;
let page: Page;
/** Everything a page complained about. */
let complaints: string[] = [];

beforeAll(async () => {
  test = await startBrowser();
});
afterAll(async () => {
  await test.close();
});
beforeEach(async () => {
  complaints = [];
  page = await test.browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
});
afterEach(async () => {
  await page.close();
  expect(complaints).toEqual([]);
});

async function take(name: string): Promise<void> {
  if (pictures === undefined) return;
  await mkdir(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}

/** The fields of the incident page, by their labels. */
async function fields(): Promise<Record<string, string>> {
  const rows = await page.locator("dl > div").allInnerTexts();
  return Object.fromEntries(rows.map((row) => row.split(/\n+/) as [string, string]));
}

describe("a person who looks at ServiceNow", () => {
  it("sees the incident of an alert, and later that it is resolved", async () => {
    const { bridge, sandbox } = world();
    const series = anAlertSeries();
    const fired = await bridge.deliver(series.fired());
    const number = fired.ticket?.number ?? "?";

    await page.goto(`${sandbox.url}/incident_list.do`);
    await take("list");
    await page.getByRole("link", { name: number }).click();
    await take("incident-new");
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe(
      `${number}: Percentage CPU greater than 85 on vm-web-001 (Sev2)`,
    );
    expect(await fields()).toMatchObject({
      Number: number,
      State: "New",
      Impact: "2 - Medium",
      Urgency: "2 - Medium",
      Priority: "3 - Moderate",
      "Correlation ID": fired.correlationId,
      "Correlation display": "Azure Ticket Bridge",
    });
    const description = page.getByRole("heading", { name: "Description" }).locator("+ .text");
    expect(await description.textContent()).toContain("Resource: vm-web-001 (virtual machine)");

    await bridge.deliver(series.resolved());
    await page.reload();
    await take("incident-resolved");
    expect(await fields()).toMatchObject({ State: "Resolved", "Resolution code": "Solution provided" });
    expect(
      await page.getByRole("heading", { name: "Close notes" }).locator("+ .text").textContent(),
    ).toContain("Azure Monitor reports that the problem is over.");
    expect(await page.locator("article.work_notes").first().textContent()).toContain("Work notes");
  });

  it("needs no mouse", async () => {
    const { bridge, sandbox } = world();
    const fired = await bridge.deliver(anAlertSeries().fired());
    const number = fired.ticket?.number ?? "?";

    await page.goto(`${sandbox.url}/incident_list.do`);
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("a Skip to content");
    await tabTo(page, "input Search");
    await page.keyboard.type(number);
    await tabTo(page, "button Show");
    await page.keyboard.press("Enter");
    await page.waitForURL(/q=INC/);
    expect(await page.getByRole("row").count()).toBe(2);
    await tabTo(page, `a ${number}`);
    await page.keyboard.press("Enter");
    await page.waitForURL(/incident\.do/);
    await tabTo(page, "button Assign to me");
    await take("keyboard-focus");
    await page.keyboard.press("Enter");
    await page.getByText("Maria Keller", { exact: true }).waitFor();
    expect(await fields()).toMatchObject({ State: "In Progress", "Assigned to": "Maria Keller" });
  });

  it("sees hostile text as text", async () => {
    const { bridge, sandbox } = world();
    const hostile = `<img src=x onerror="alert(1)"><script>alert(2)</script>[code]<b>bold</b>[/code]`;
    const series = anAlertSeries();
    const sample = "legacy-metric";
    const spoilt = (alert: Record<string, unknown>) => {
      const { data } = alert as { data: { context: Record<string, unknown> } };
      data.context["name"] = hostile;
      data.context["description"] = hostile;
      return alert;
    };
    const atUtc = ["07", "08", "09"].map((hour) => `2026-03-15T${hour}:20:00.000Z`);
    const fired = await bridge.deliver(spoilt(series.fired({ sample, atUtc: atUtc[0]! })));
    await bridge.deliver(spoilt(series.resolved({ sample, atUtc: atUtc[1]! })));
    await bridge.deliver(spoilt(series.fired({ sample, atUtc: atUtc[2]! })));

    await page.goto(`${sandbox.url}/incident.do?number=${fired.ticket?.number ?? ""}`);
    await take("hostile");
    const main = page.getByRole("main");
    expect(await main.textContent()).toContain("onerror=");
    expect(await main.locator("img, script, b").count()).toBe(0);
    await page.goto(`${sandbox.url}/incident_list.do`);
    expect(await page.getByRole("main").locator("img, script, b").count()).toBe(0);
  });
});
