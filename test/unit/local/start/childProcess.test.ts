import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { ChildFailed } from "../../../../local/start/childFailed.ts";
import { openChildLog } from "../../../../local/start/childLog.ts";
import { startChild } from "../../../../local/start/childProcess.ts";

const file = (name: string) => fileURLToPath(new URL(`../../../../local/start/${name}`, import.meta.url));

// A process that lives keeps a connection to this server; how it ends, the connection ends with it.
let server: Server;
let sockets: Socket[];
beforeEach(async () => {
  sockets = [];
  server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => {}).resume();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(() => server.close());

const lifeline = () =>
  `require("node:net").connect(${(server.address() as AddressInfo).port}, "127.0.0.1").on("connect", () => console.log("ready at http://here"));`;
const deaf = `process.on("SIGTERM", () => {});`;

function aChild(script: string, nodeOptions: readonly string[] = []) {
  const log = openChildLog(join(mkdtempSync(join(tmpdir(), "child-")), "child.log"), undefined);
  const child = startChild({
    name: "sandbox",
    command: [...nodeOptions, "-e", script],
    workingDirectory: process.cwd(),
    environment: { GREETING: "hello" },
    log,
    ready: /^ready at (\S+)/,
  });
  return { child, log };
}

async function allGone(): Promise<void> {
  for (const socket of sockets) if (!socket.closed) await once(socket, "close");
}

describe("a child process", () => {
  it("is ready when it says so, and what it says is in its log", async () => {
    const { child, log } = aChild(`console.log(process.env.GREETING); ${lifeline()}`);

    expect(await child.ready).toBe("http://here");
    await child.stop(5_000);

    expect(log.lastLines()).toEqual(["hello", "ready at http://here"]);
    log.end();
    await allGone();
  });

  it("fails with its last lines when it ends before it is ready", async () => {
    const { child } = aChild(`console.error("Port 8089 is in use."); process.exitCode = 3;`);

    const failure = await child.ready.catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(ChildFailed);
    expect((failure as ChildFailed).message).toBe("sandbox ended (exit code 3)");
    expect((failure as ChildFailed).log.lastLines()).toEqual(["Port 8089 is in use."]);
  });

  it("gets SIGTERM first and may end in its own way", async () => {
    const { child, log } = aChild(
      `process.on("SIGTERM", () => { console.log("written down"); process.exit(0); }); ${lifeline()}`,
    );
    await child.ready;

    await child.stop(5_000);

    expect(await child.ended).toEqual({ code: 0, signal: null });
    expect(log.lastLines().at(-1)).toBe("written down");
  });

  it("is ended all the same when it does not listen", async () => {
    const { child } = aChild(`${deaf} ${lifeline()}`);
    await child.ready;

    await child.stop(50);

    expect(await child.ended).toEqual({ code: null, signal: "SIGKILL" });
  });

  it.runIf(process.platform !== "win32")("takes what it has started with it", async () => {
    const grandchild = JSON.stringify(`${deaf} ${lifeline()}`);
    const { child } = aChild(
      `require("node:child_process").spawn(process.execPath, ["-e", ${grandchild}], { stdio: "inherit" });`,
    );
    await child.ready;

    await child.stop(5_000);

    await allGone();
    expect(sockets).toHaveLength(1);
  });

  it.runIf(process.platform !== "win32")("ends when its parent is killed", async () => {
    const childCommand = ["--import", file("stayWithParent.ts"), "-e", lifeline()];
    const parent = spawn(process.execPath, [
      "--input-type=module-typescript",
      "-e",
      `import { startChild } from ${JSON.stringify(file("childProcess.ts"))};
       const child = startChild({
         name: "child", command: ${JSON.stringify(childCommand)}, workingDirectory: ".", environment: {},
         log: { line() {}, end() {}, lastLines: () => [], file: "" }, ready: /^ready/,
       });
       await child.ready;
       console.log("ready");`,
    ]);
    await once(parent.stdout, "data");
    expect(sockets).toHaveLength(1);

    parent.kill("SIGKILL");

    await allGone();
  });
});

describe("a child's log", () => {
  it("has every line with its time, and keeps the newest at hand", async () => {
    const path = join(mkdtempSync(join(tmpdir(), "log-")), "x.log");
    const log = openChildLog(path, undefined);
    for (let line = 1; line <= 40; line += 1) log.line(`line ${line}`);

    expect(log.lastLines()).toHaveLength(15);
    expect(log.lastLines().at(-1)).toBe("line 40");
    await new Promise<void>((resolve) => log.end(resolve));
    expect(readFileSync(path, "utf8").split("\n")[0]).toMatch(/^\d{4}-.*Z line 1$/);
  });
});
