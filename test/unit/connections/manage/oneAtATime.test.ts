import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";

import { memoryTokenStore } from "../../../../shared/adapters/memory/memoryTokenStore.ts";
import { openManaging } from "../../../../shared/compose/openManaging.ts";
import { oneAtATime } from "../../../../shared/connections/manage/oneAtATime.ts";
import type { TokenStore } from "../../../../shared/tokens/tokenStore.ts";
import { aDefinition } from "../../../support/builders/connections.ts";
import { aManageWorld } from "../../../support/builders/manageWorld.ts";
import { settableClock } from "../../../support/contracts/storageBuilders.ts";

const { name: _name, ...contoso } = aDefinition();
const wish = { who: "maria", isNew: false, isDryRun: false };

/** Every step of storage and of the secret store takes a while, so that changes meet between any two of them. */
function aSlowApi() {
  const world = aManageWorld();
  const { parts } = world;
  for (const slow of [parts.store, parts.secrets]) {
    for (const [name, step] of Object.entries(slow) as [string, (...args: unknown[]) => Promise<unknown>][]) {
      Object.assign(slow, {
        [name]: async (...args: unknown[]) => {
          await turn();
          return step(...args);
        },
      });
    }
  }
  return { ...world, api: openManaging(parts) };
}

function at(instance: string) {
  return {
    ...contoso,
    instanceUrl: `https://${instance}.service-now.com`,
    secrets: { clientSecret: `secret of ${instance}` },
  };
}

describe("two changes of one connection at once", () => {
  it("never put the secret of one beside the address of the other", async () => {
    const { api, parts, secret } = aSlowApi();
    await api.put("contoso", at("contoso"), wish);
    const together = new Set<string>();
    const write = parts.store.write.bind(parts.store);
    Object.assign(parts.store, {
      write: async (...args: Parameters<typeof write>) => {
        const written = await write(...args);
        const address = (await parts.store.read("contoso"))?.connection.instanceUrl ?? "";
        together.add(`${address} with the ${(await secret("contoso--client-secret")) ?? ""}`);
        return written;
      },
    });
    const instances = ["fabrikam", "tailspin", "litware"];
    await Promise.all(instances.map((instance) => api.put("contoso", at(instance), wish)));
    expect([...together].sort()).toEqual(
      instances
        .map((instance) => `https://${instance}.service-now.com with the secret of ${instance}`)
        .sort(),
    );
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12])(
    "leave nothing behind where one of them removes it, begun %d steps later",
    async (steps) => {
      const { api, parts, secret } = aSlowApi();
      await api.put("contoso", at("contoso"), wish);
      const changing = api.put("contoso", { ...at("contoso"), daysBack: 7 }, wish);
      for (let step = 0; step < steps; step += 1) await turn();
      const removing = api.remove("contoso", { who: "otto", reason: null });
      await Promise.all([changing, removing]);
      const isThere = (await parts.store.read("contoso")) !== undefined;
      expect((await secret("contoso--client-secret")) !== undefined).toBe(isThere);
      expect((await parts.store.readSetup("contoso")) !== undefined).toBe(isThere);
    },
  );

  it("tell whoever waits too long that somebody else is at it, and look at what is wished without waiting", async () => {
    const { api, parts } = aSlowApi();
    await parts.turns.lease("changes|contoso", 60_000);
    await expect(api.put("contoso", at("contoso"), wish)).rejects.toMatchObject({ code: "CONNECTION_BUSY" });
    const looking = api.put("contoso", at("contoso"), { ...wish, isDryRun: true });
    await expect(looking).resolves.toMatchObject({ outcome: "added" });
  });
});

/** A change that ends when the test says so, and timers that run when the test lets time pass. */
function aLongChange(withTurns: (turns: TokenStore) => TokenStore = (turns) => turns) {
  const clock = settableClock();
  const memory = memoryTokenStore(clock);
  const due = new Map<() => void, number>();
  const schedule = (delayMs: number, run: () => void) => {
    due.set(run, clock.nowMs() + delayMs);
    return () => void due.delete(run);
  };
  const { promise, resolve: end } = Promise.withResolvers<string>();
  return {
    changing: oneAtATime({ turns: withTurns(memory), schedule }, "contoso", () => promise),
    end,
    due,
    /** Lets seconds pass, one by one. */
    pass: async (seconds: number): Promise<void> => {
      await turn();
      for (let second = 0; second < seconds; second += 1) {
        clock.advanceMs(1_000);
        for (const [run, atMs] of due) {
          if (atMs > clock.nowMs()) continue;
          due.delete(run);
          run();
        }
        await turn();
      }
    },
    isFree: async () => {
      const lease = await memory.lease("changes|contoso", 15_000);
      await lease?.release();
      return lease !== undefined;
    },
  };
}

describe("a change that takes long because its partner hangs", () => {
  it("keeps its turn to its end, and not a moment longer", async () => {
    const { changing, end, due, pass, isFree } = aLongChange();
    await pass(200);
    expect(await isFree()).toBe(false);
    end("changed");
    expect(await changing).toBe("changed");
    expect(await isFree()).toBe(true);
    expect(due.size, "nothing is renewed any more").toBe(0);
  });

  it("keeps it although every other renewal fails or hangs", async () => {
    let renewals = 0;
    const { changing, end, pass, isFree } = aLongChange((turns) => ({
      ...turns,
      lease: async (name, holdMs) => {
        const lease = await turns.lease(name, holdMs);
        if (lease === undefined) return undefined;
        const renew = () => {
          renewals += 1;
          if (renewals === 1) return new Promise<void>(() => undefined);
          return renewals % 2 === 0 ? lease.renew() : Promise.reject(new Error("storage is away"));
        };
        return { ...lease, renew };
      },
    }));
    await pass(139);
    expect(renewals).toBe(6);
    expect(await isFree()).toBe(false);
    end("changed");
    expect(await changing).toBe("changed");
  });
});
