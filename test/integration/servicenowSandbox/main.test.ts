import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { startSandbox } from "./sandboxClient.ts";

const main = fileURLToPath(new URL("../../../local/servicenow/main.ts", import.meta.url));

type Run = { child: ChildProcess; output: () => string; errors: () => string; ended: Promise<number | null> };

function run(args: string[], env: Record<string, string> = {}): Run {
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH: process.env["PATH"] ?? "", ...env },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let output = "";
  let errors = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  return { child, output: () => output, errors: () => errors, ended };
}

const secrets = { SANDBOX_INTEGRATION_PASSWORD: "pass" };

describe("the sandbox as a process", () => {
  it.each(["SIGTERM", "SIGINT"] as const)(
    "says one line when ready and ends cleanly on %s",
    async (signal) => {
      const { child, output, errors, ended } = run(["--port", "0"], secrets);
      await expect
        .poll(output, { timeout: 30_000 })
        .toMatch(/^ServiceNow sandbox ready at http:\/\/127\.0\.0\.1:\d+\n$/);
      child.kill(signal);
      expect(await ended).toBe(0);
      expect(errors()).toBe("");
    },
  );

  it("says one clear line if the port is taken", async () => {
    const other = await startSandbox();
    const { errors, ended } = run([], { ...secrets, SANDBOX_PORT: String(other.port) });
    expect(await ended).toBe(1);
    expect(errors()).toBe(
      `Port ${other.port} is in use: stop what listens there, or choose another with --port.\n`,
    );
  });

  it("says one clear line if there is no password", async () => {
    const { errors, ended } = run([]);
    expect(await ended).toBe(1);
    expect(errors()).toBe("SANDBOX_INTEGRATION_PASSWORD is not set: bridge.integration needs a password.\n");
  });

  it("explains itself", async () => {
    const { output, ended } = run(["--help"]);
    expect(await ended).toBe(0);
    expect(output()).toContain("SANDBOX_OAUTH_CLIENT_SECRET");
  });
});
