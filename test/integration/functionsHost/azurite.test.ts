import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BlobServiceClient } from "@azure/storage-blob";
import { TableServiceClient } from "@azure/data-tables";
import { QueueClient } from "@azure/storage-queue";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startAzurite, type Azurite } from "../../../local/azurite/startAzurite.ts";

let location: string;
let running: Azurite[];
beforeEach(async () => {
  location = await mkdtemp(join(tmpdir(), "azurite-test-"));
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((azurite) => azurite.kill()));
  await rm(location, { recursive: true });
});

async function start(options: Parameters<typeof startAzurite>[0]): Promise<Azurite> {
  const azurite = await startAzurite(options);
  running.push(azurite);
  return azurite;
}

describe("Azurite", () => {
  it("serves blobs, queues and tables on ports of its own", async () => {
    const { connectionString, ports } = await start({ location: undefined, inMemory: true });
    await BlobServiceClient.fromConnectionString(connectionString).createContainer("inbox");
    await new QueueClient(connectionString, "alerts").create();
    const tables = TableServiceClient.fromConnectionString(connectionString, {
      allowInsecureConnection: true,
    });
    await tables.createTable("tickets");
    expect(new Set([ports.blob, ports.queue, ports.table]).size).toBe(3);
  });

  it("keeps its data when it is closed, on the same ports if asked to", async () => {
    const first = await start({ location });
    const before = new QueueClient(first.connectionString, "alerts");
    await before.create();
    await before.sendMessage("kept");
    await first.close();

    const second = await start({ location, queuePort: first.ports.queue });
    expect(second.ports.queue).toBe(first.ports.queue);
    const { peekedMessageItems } = await new QueueClient(second.connectionString, "alerts").peekMessages();
    expect(peekedMessageItems.map(({ messageText }) => messageText)).toEqual(["kept"]);
  });

  it("removes the folder that it made for itself", async () => {
    vi.stubEnv("TMPDIR", location);
    const azurite = await startAzurite({ location: undefined });
    vi.unstubAllEnvs();
    expect(await readdir(location)).toHaveLength(1);

    await azurite.close();
    expect(await readdir(location)).toEqual([]);
    expect(isAlive(azurite.pid)).toBe(false);
  });

  it("names a port that is in use and what to do", async () => {
    const { ports } = await start({ location: undefined, inMemory: true });
    await expect(startAzurite({ location, tablePort: ports.table })).rejects.toThrow(
      `Port ${ports.table} (Azurite's table service) is in use. Stop what uses it, most likely another Azurite, or choose another port.`,
    );
  });

  it("ends with the process that started it, even if that is killed", async () => {
    const parent = fork(join(import.meta.dirname, "apps", "azuriteParent.ts"), {
      execArgv: ["--disable-warning=ExperimentalWarning"],
    });
    const [pid] = (await once(parent, "message")) as [number];
    expect(isAlive(pid)).toBe(true);

    parent.kill("SIGKILL");
    await vi.waitFor(
      () => {
        expect(isAlive(pid)).toBe(false);
      },
      { timeout: 10_000 },
    );
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
