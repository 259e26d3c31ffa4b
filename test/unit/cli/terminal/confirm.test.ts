import { PassThrough } from "node:stream";

import { afterEach, describe, expect, it, vi } from "vitest";

import { CliError, exitCodes } from "../../../../cli/cliError.ts";
import { confirm } from "../../../../cli/terminal/confirm.ts";
import type { Session } from "../../../../cli/session.ts";

/** A terminal at which somebody presses keys once they have been asked. */
function aTerminal(keys: string): void {
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
  const stderr = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  let isAsked = false;
  stderr.on("data", (chunk: Buffer) => {
    if (isAsked || !chunk.toString().includes("[y/N]")) return;
    isAsked = true;
    stdin.write(keys);
  });
  vi.spyOn(process, "stdin", "get").mockReturnValue(stdin as unknown as typeof process.stdin);
  vi.spyOn(process, "stderr", "get").mockReturnValue(stderr as unknown as typeof process.stderr);
}

const session = { isJson: false } as Session;
const ask = () => confirm(session, "Discard 3 dead letters?", false);

afterEach(() => void vi.restoreAllMocks());

describe("a question before something is done", () => {
  it.each<[string, string, CliError["exitCode"]]>([
    ["Ctrl-C", "\u0003", exitCodes.interrupted],
    ["Ctrl-D", "\u0004", exitCodes.failed],
    ["Enter", "\r", exitCodes.failed],
    ["no", "no\r", exitCodes.failed],
  ])("ends without a stack, and with nothing done, after %s", async (_what, keys, exitCode) => {
    aTerminal(keys);
    await expect(ask()).rejects.toEqual(new CliError("Nothing was done.", { exitCode }));
  });

  it.each(["y\r", "YES\r"])("goes on after %j", async (keys) => {
    aTerminal(keys);
    await expect(ask()).resolves.toBeUndefined();
  });
});
