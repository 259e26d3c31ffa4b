import { expect, it } from "vitest";

import { probeConnections } from "../../../shared/compose/probeConnections.ts";

type Parts = Parameters<typeof probeConnections>[0];

/** Connections that are probed so, by name; time is up when everybody who answers has done so. */
async function probe(probes: Readonly<Record<string, () => Promise<unknown>>>) {
  const permit = {
    kind: "permit",
    run: (_observe: unknown, call: (observe: unknown) => Promise<unknown>) => call(() => undefined),
    end: () => Promise.resolve(),
  };
  const logged: object[] = [];
  const probed = await probeConnections({
    pacing: { ask: () => Promise.resolve(permit) } as unknown as Parts["pacing"],
    connections: {
      list: () => Promise.resolve(Object.keys(probes).map((name) => ({ name }))),
      get: (name: string) => Promise.resolve({ gateway: { probe: probes[name] } }),
    } as unknown as Parts["connections"],
    schedule: (_delayMs, run) => {
      const timer = setImmediate(run);
      return () => clearImmediate(timer);
    },
    log: (event, fields) => void logged.push({ event, ...fields }),
  });
  const problems = probed.map(({ name, problem }) => [name, problem?.code, problem?.detail]);
  return { problems, logged };
}

it("says of a connection that hangs that it has not answered yet, and of the others how they are", async () => {
  const { problems } = await probe({
    contoso: () => Promise.resolve(),
    fabrikam: () => new Promise(() => undefined),
  });
  expect(problems).toEqual([
    ["contoso", undefined, undefined],
    ["fabrikam", "SERVICENOW_TIMEOUT", "not answered yet, after 5 seconds"],
  ]);
});

it("tells a fault of ours of the connection that met it, and only in the log what it was", async () => {
  const { problems, logged } = await probe({
    contoso: () => Promise.resolve(),
    fabrikam: () => Promise.reject(new TypeError("something of ours")),
  });
  expect(problems).toEqual([
    ["contoso", undefined, undefined],
    ["fabrikam", "UNEXPECTED", "the bridge's log has what it was"],
  ]);
  expect(logged).toEqual([
    { event: "connection.notProbed", connection: "fabrikam", error: "TypeError: something of ours" },
  ]);
});
