import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { endAllHosts, startHost, type HostProcess } from "./hostProcess.ts";

let state: string;
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), "functions-host-"));
});
afterEach(async () => {
  await endAllHosts();
  await rm(state, { recursive: true });
});

const start = (): Promise<HostProcess> =>
  startHost({ app: "timers", args: ["--state", state], env: { YEARLY: "0 0 0 1 1 *" } });

const statusFile = () => join(state, "timers", "yearly.json");

describe("timer functions", () => {
  it("run by their schedule, at start, and when asked to", async () => {
    const host = await start();
    await host.line(/Functions\.everySecond ran pastDue=false/);
    await host.line(/Functions\.atStart ran pastDue=false last=0001-01-01/);
    expect(host.lines(/Functions\.yearly/)).toEqual([]);

    const answer = await fetch(`${host.url}/admin/functions/yearly`, { method: "POST" });
    expect(answer.status).toBe(202);
    await host.line(/Functions\.yearly ran pastDue=false/);
    expect(await host.stop()).toBe(0);
  });

  it("make up for what was missed while the host was down", async () => {
    await mkdir(join(state, "timers"));
    const missed = {
      last: "2023-01-01T00:00:00.000Z",
      next: "2024-01-01T00:00:00.000Z",
      lastUpdated: "2023-01-01T00:00:00.000Z",
    };
    await writeFile(statusFile(), JSON.stringify(missed));
    const host = await start();

    await host.line(/Functions\.yearly ran pastDue=true last=2023-01-01T00:00:00.000Z/);
    expect(await host.stop()).toBe(0);
    const { next } = JSON.parse(await readFile(statusFile(), "utf8")) as { next: string };
    expect(Date.parse(next)).toBeGreaterThan(Date.now());
  });
});
