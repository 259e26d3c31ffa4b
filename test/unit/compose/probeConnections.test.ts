import { expect, it } from "vitest";

import { probeConnections } from "../../../shared/compose/probeConnections.ts";

type Args = Parameters<typeof probeConnections>;

it("says of a connection that hangs that it has not answered yet, and of the others how they are", async () => {
  const hangs = new Promise<never>(() => undefined);
  const permit = {
    kind: "go",
    run: (_observe: unknown, call: (observe: unknown) => Promise<unknown>) => call(() => undefined),
    end: () => Promise.resolve(),
  };
  const pacing = { ask: () => Promise.resolve(permit) } as unknown as Args[0];
  const connections = {
    list: () => Promise.resolve([{ name: "contoso" }, { name: "fabrikam" }]),
    get: (name: string) =>
      Promise.resolve({ gateway: { probe: () => (name === "fabrikam" ? hangs : Promise.resolve()) } }),
  } as unknown as Args[1];

  const probed = await probeConnections(pacing, connections, (_delayMs, run) => {
    // When everybody who answers has done so.
    const timer = setImmediate(run);
    return () => clearImmediate(timer);
  });

  expect(probed.map(({ name, problem }) => [name, problem?.code, problem?.detail])).toEqual([
    ["contoso", undefined, undefined],
    ["fabrikam", "SERVICENOW_TIMEOUT", "not answered yet, after 5 seconds"],
  ]);
});
