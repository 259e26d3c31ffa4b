import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { beforeEach, describe, expect, it } from "vitest";

import { samples } from "../../../local/samples/samples.ts";
import { aTerminal } from "./runBridge.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "preview-"));
});

function write(name: string, content: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

function aBody(name: string) {
  return samples
    .get(name)
    ?.make({ sequence: 1, seed: "s", atUtc: "2026-03-01T12:00:00.000Z", condition: "fired" });
}

// Nothing listens there: a preview must not need it.
const preview = (...args: string[]) => aTerminal({ BRIDGE_URL: "http://127.0.0.1:9" })(["preview", ...args]);

describe("bridge preview", () => {
  it("shows how a body is recognised and which work item it would become", async () => {
    const { code, out } = await preview(write("cpu.json", aBody("metric")));

    expect(code).toBe(0);
    expect(out).toMatch(/recognised +metric, commonAlertSchema/);
    expect(out).toMatch(/condition +fired, severity \d/);
    expect(out).toMatch(/route +default → servicenow, incident/);
    expect(out).toMatch(/correlation id +atb-[0-9a-f]{32}\n/);
    expect(out).toMatch(/priority +\d \(impact \d, urgency \d/);
    expect(out).not.toContain("Raised by");
  });

  it("shows the whole description when asked", async () => {
    expect((await preview(write("cpu.json", aBody("metric")), "--full")).out).toContain("Raised by");
  });

  it("reads folders, deeper ones too, and ends with 1 if one body was not recognised", async () => {
    mkdirSync(join(folder, "deeper"));
    write("cpu.json", aBody("metric"));
    write("deeper/budget.json", aBody("budget"));
    write("deeper/broken.json", '{\n  "a": 1,\n}');
    write("notes.txt", "not read");

    const { code, out } = await preview(folder);

    expect(code).toBe(1);
    expect(out).toContain("not JSON (line 3, column 1)");
    expect(out).toContain("3 bodies, 2 recognised");
  });

  it("says in JSON what it says in words", async () => {
    const { out } = await preview(
      write("cpu.json", aBody("metric")),
      write("x.json", aBody("unknown")),
      "--json",
    );

    expect(JSON.parse(out)).toMatchObject([
      {
        kind: "recognised",
        alert: { family: "metric" },
        workItems: [{ route: "default", draft: { kind: "incident" } }],
      },
      { kind: "unknown" },
    ]);
  });

  it("uses the routes of a configuration, and says why there is no ticket", async () => {
    const config = write("bridge.json", { routes: [{ name: "critical", match: { severities: [0] } }] });

    const { code, out } = await preview(write("cpu.json", aBody("metric")), "--config", config);

    expect(code).toBe(0);
    expect(out).toMatch(/no ticket +no route wants it/);
  });

  it("names every mistake of a configuration", async () => {
    const config = write("bridge.json", { routes: [{ name: "a b" }, { name: "ok", colour: "red" }] });

    const { code, err } = await preview(write("cpu.json", aBody("metric")), "--config", config);

    expect(code).toBe(1);
    expect(err).toContain("routes[0].name");
    expect(err).toContain("routes[1]");
  });

  it("reads standard input", async () => {
    const run = aTerminal();

    const { code, out } = await run(["preview", "-"], JSON.stringify(aBody("prometheus")));

    expect(code).toBe(0);
    expect(out).toContain("prometheus");
  });
});
