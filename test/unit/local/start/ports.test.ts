import { createServer, type Server } from "node:net";
import type { AddressInfo } from "node:net";

import { afterEach, describe, expect, it } from "vitest";

import { findPortConflicts } from "../../../../local/start/ports.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

function wanted(port: number, name = "functions") {
  return { port, who: `the ${name}`, flag: `--${name}-port`, variable: `${name.toUpperCase()}_PORT` };
}

async function takenPort(): Promise<number> {
  const server = createServer();
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const port = await takenPort();
  await new Promise((resolve) => servers.pop()?.close(resolve));
  return port;
}

describe("findPortConflicts", () => {
  it("says nothing about free ports and about any free one", async () => {
    expect(await findPortConflicts([wanted(await freePort()), wanted(0), wanted(0, "sandbox")])).toEqual([]);
  });

  it("names port, who wants it, and what changes it, for every port in use", async () => {
    const [one, other] = [await takenPort(), await takenPort()];

    const lines = await findPortConflicts([wanted(one), wanted(other, "sandbox")]);

    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain(`Port ${one} for the functions is in use`);
    expect(lines[0]).toContain("Choose another one with --functions-port or FUNCTIONS_PORT.");
    expect(lines[1]).toContain(`Port ${other} for the sandbox is in use`);
  });

  it.runIf(process.platform === "linux")("names the program that has it", async () => {
    expect((await findPortConflicts([wanted(await takenPort())]))[0]).toContain(`(process ${process.pid})`);
  });

  it("notices two of ours that want the same", async () => {
    const port = await freePort();

    expect(await findPortConflicts([wanted(port), wanted(port, "sandbox")])).toEqual([
      `Port ${port} is wanted by the functions and by the sandbox. Choose another one with --sandbox-port or SANDBOX_PORT.`,
    ]);
  });
});
