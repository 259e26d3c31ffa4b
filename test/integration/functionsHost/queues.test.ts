import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { QueueClient } from "@azure/storage-queue";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startAzurite, type Azurite } from "../../../local/azurite/startAzurite.ts";
import { endAllHosts, startHost, type HostProcess } from "./hostProcess.ts";

let location: string;
let azurite: Azurite;
beforeAll(async () => {
  location = await mkdtemp(join(tmpdir(), "functions-host-"));
  azurite = await startAzurite({ location });
});
afterEach(endAllHosts);
afterAll(async () => {
  await azurite.close();
  await rm(location, { recursive: true });
});

type World = {
  readonly queue: QueueClient;
  readonly send: (id: string, what: string) => Promise<void>;
  readonly start: (leaseMs?: number) => Promise<HostProcess>;
};

/** A queue of its own for each test. */
async function aWorld(): Promise<World> {
  const name = `work-${randomUUID()}`;
  const queue = new QueueClient(azurite.connectionString, name);
  await queue.create();
  return {
    queue,
    async send(id, what) {
      await queue.sendMessage(Buffer.from(JSON.stringify({ id, do: what })).toString("base64"));
    },
    start: (leaseMs) =>
      startHost({
        app: "queues",
        args: [
          "--min-polling-ms",
          "10",
          ...(leaseMs === undefined ? [] : ["--message-lease-ms", String(leaseMs)]),
        ],
        env: { WORK_QUEUE: name, SAMPLE: azurite.connectionString },
      }),
  };
}

async function remaining(queue: QueueClient): Promise<number | undefined> {
  return (await queue.getProperties()).approximateMessagesCount;
}

describe("a queue function", () => {
  it("gets its messages with their metadata, and done ones are deleted", async () => {
    const { queue, send, start } = await aWorld();
    await send("a", "succeed");
    await send("b", "succeed");
    const host = await start();

    await host.line(/start a #1 running \d whole$/);
    await host.line(/end b$/);
    expect(await host.stop()).toBe(0);
    expect(await remaining(queue)).toBe(0);
  });

  it("never runs more than a batch and the threshold at once", async () => {
    const { send, start } = await aWorld();
    for (let count = 0; count < 12; count += 1) await send(`m${count}`, "slow");
    const host = await start();
    for (let count = 0; count < 12; count += 1) await host.line(new RegExp(`end m${count}$`));

    const atOnce = host.lines(/running \d+/).map((line) => Number(/running (\d+)/.exec(line)?.[1]));
    expect(Math.max(...atOnce)).toBeGreaterThan(1);
    expect(Math.max(...atOnce)).toBeLessThanOrEqual(4 + 2);
  });

  it("that fails gets the message again, and then the poison queue gets it", async () => {
    const { queue, send, start } = await aWorld();
    await send("bad", "fail");
    const host = await start();

    await host.line(/poisoned bad$/);
    expect(host.lines(/start bad/).map((line) => /#\d/.exec(line)?.[0])).toEqual(["#1", "#2"]);
    expect(host.lines(/\[Error\] Functions\.work Failed: Error: refused bad/)).toHaveLength(2);
    expect(await host.stop()).toBe(0);
    expect(await remaining(queue)).toBe(0);
  });

  it("that runs longer than functionTimeout has failed", async () => {
    const { send, start } = await aWorld();
    await send("endless", "hang");
    const host = await start();

    expect(await host.line(/Timeout value/)).toMatch(/2000 ms was exceeded by function: Functions\.work/);
    await host.line(/poisoned endless$/);
  });

  it("does not see a message that is not base64; the poison queue gets it as it is", async () => {
    const { queue, send, start } = await aWorld();
    await queue.sendMessage("{not base64}");
    await send("next", "succeed");
    const host = await start();

    await host.line(/end next$/);
    await host.line(/goes to work-\S+-poison: it is not base64$/);
    expect(host.lines(/start \{/)).toEqual([]);
  });

  it("keeps its message for as long as it runs, beyond the lease", async () => {
    const { queue, send, start } = await aWorld();
    await send("long", "slow");
    const host = await start(1_000);

    await host.line(/end long$/);
    expect(await host.stop()).toBe(0);
    expect(host.lines(/start long/)).toHaveLength(1);
    expect(await remaining(queue)).toBe(0);
  });
});

describe("a message that was handed out when its host was killed", () => {
  it("stays hidden until the lease ends; if it kills every host, the poison queue gets it", async () => {
    const { queue, send, start } = await aWorld();
    await send("killer", "die");

    const first = await start(3_000);
    expect(await first.ended).toBe("SIGKILL");
    expect((await queue.receiveMessages()).receivedMessageItems).toEqual([]);

    const second = await start(3_000);
    await second.line(/start killer #2/);
    expect(await second.ended).toBe("SIGKILL");

    const third = await start(3_000);
    await third.line(/goes to work-\S+-poison: dequeued 3 times$/);
    await third.line(/poisoned killer$/);
  });
});

describe("a queue output", () => {
  it("sends one message for each element, which the same host takes up", async () => {
    const { start } = await aWorld();
    const host = await start();
    const orders = ["x", "y"].map((id) => ({ id, do: "succeed" }));
    const answer = await fetch(`${host.url}/api/send`, { method: "POST", body: JSON.stringify(orders) });

    expect(answer.status).toBe(202);
    await host.line(/end x$/);
    await host.line(/end y$/);
  });
});

describe("an outage of the storage", () => {
  it("is one line in the log; afterwards messages flow again", async () => {
    const { send, start } = await aWorld();
    const host = await start();
    await send("before", "succeed");
    await host.line(/end before$/);

    await azurite.close();
    await host.line(/Host\.Queues\.work-[\da-f-]{36} The queue cannot be reached/);
    azurite = await startAzurite({
      location,
      blobPort: azurite.ports.blob,
      queuePort: azurite.ports.queue,
      tablePort: azurite.ports.table,
    });
    await host.line(/Host\.Queues\.work-[\da-f-]{36} The queue can be reached again/);
    await send("after", "succeed");

    await host.line(/end after$/);
    expect(host.lines(/work-[\da-f-]{36} The queue cannot be reached/)).toHaveLength(1);
  });
});

describe("the end of a host", () => {
  it("lets running messages come to their end and takes no new ones", async () => {
    const { queue, send, start } = await aWorld();
    await send("running", "slow");
    const host = await start();
    await host.line(/start running/);
    host.signal("SIGTERM");
    await send("late", "succeed");

    expect(await host.ended).toBe(0);
    expect(host.lines(/end running$/)).toHaveLength(1);
    expect(host.lines(/start late/)).toEqual([]);
    expect((await queue.receiveMessages({ numberOfMessages: 32 })).receivedMessageItems).toHaveLength(1);
  });
});
