import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { endAllHosts, spawnHost, startHost } from "./hostProcess.ts";

afterEach(endAllHosts);

describe("an app that cannot start ends the host with exit code 1 and one message", () => {
  it.each`
    entry            | message
    ${"throws.ts"}   | ${/^The app did not load: throws\.ts failed at throws\.ts:4:9: SAMPLE_SETTING is missing$/}
    ${"empty.ts"}    | ${/^The app has no functions: .*empty\.ts registers none/}
    ${"blob.ts"}     | ${/^Function "importFile" has a trigger "blobTrigger"; this host knows http, timer and storage queue/}
    ${"schedule.ts"} | ${/^Function "lastDay": The schedule "0 0 0 L \* \*" is not usable: "L" is not NCRONTAB\.$/}
    ${"missing.ts"}  | ${/^Found no file for the entry, "missing\.ts"\. Has the app been built\?$/}
  `("$entry", async ({ entry, message }: { entry: string; message: RegExp }) => {
    const host = spawnHost({ app: "broken", args: ["--entry", entry] });
    expect(await host.ended).toBe(1);
    expect(host.lines(message)).toHaveLength(1);
    expect(host.lines(/^\s+at /)).toEqual([]);
  });

  it("a port in use", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as AddressInfo;

    const host = spawnHost({ app: "streaming", args: ["--port", String(port)] });
    expect(await host.ended).toBe(1);
    expect(host.lines(new RegExp(`^Port ${port} is in use\\.`))).toHaveLength(1);
    other.close();
  });

  it("a settings file with a mistake", async () => {
    const folder = await mkdtemp(join(tmpdir(), "functions-host-"));
    const file = join(folder, "local.settings.json");
    await writeFile(file, '{\n  "Values": {\n    "A": "1"\n    "B": "2"\n  }\n}\n');

    const host = spawnHost({ app: "streaming", args: ["--settings", file] });
    expect(await host.ended).toBe(1);
    expect(host.lines(/local\.settings\.json:4:5: Expected ',' or '}' after property value$/)).toHaveLength(
      1,
    );
    await rm(folder, { recursive: true });
  });
});

describe("while the app loads", () => {
  it("requests are asked to come again, and afterwards reach it", async () => {
    // The port is not printed before the app is ready, so this test has to choose one.
    const probe = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => probe.once("listening", resolve));
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));

    const host = spawnHost({ app: "broken", args: ["--entry", "slow.ts", "--port", String(port)] });
    await host.line(/^loading$/);
    const early = await fetch(`http://127.0.0.1:${port}/hello`);
    expect(early.status).toBe(503);
    expect(early.headers.get("retry-after")).toBe("1");

    host.write("go on\n");
    await host.line(/^Functions ready/);
    expect(await (await fetch(`http://127.0.0.1:${port}/hello`)).text()).toBe("hello");
  });
});

describe("the end", () => {
  it("is in order on SIGTERM and SIGINT, even with a caller left hanging", async () => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      const host = await startHost({ app: "streaming" });
      const hanging = fetch(`${host.url}/api/throws`, { method: "POST" }).catch(() => "cut");
      await host.line(/The handler threw/);
      host.signal(signal);
      expect(await host.ended).toBe(0);
      expect(await hanging).toBe("cut");
    }
  });
});
