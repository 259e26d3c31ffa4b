import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { eventually } from "../support/world/eventually.ts";
import { copyProject, type ProjectCopy, type RunningStart } from "../support/world/projectCopy.ts";

let project: ProjectCopy;

beforeAll(async () => {
  project = await copyProject();
});
afterAll(async () => {
  await project.remove();
});

async function interrupted(start: RunningStart): Promise<number | null> {
  start.interrupt();
  return start.ended;
}

/** In the order of a first afternoon: each test goes on where the one before has ended. */
describe("npm start in a clone", () => {
  let start: RunningStart;
  let number = "";

  it("starts everything and prints where it is", async () => {
    start = project.start();
    await start.ready;
    expect(start.output()).toMatch(/Alerts go to +http:\/\/127\.0\.0\.1:\d+\/api\/alerts/);
    expect(start.output()).toMatch(/ServiceNow sandbox +http:\/\/127\.0\.0\.1:\d+/);
    expect(start.output()).toMatch(/Settings +local\.settings\.json \(new\)/);
    expect(start.output()).not.toMatch(/^[✗!] /m);
  });

  it("bridge send makes an incident and prints its number and address", async () => {
    const { code, stdout, stderr } = await project.bridge("send", "metric");
    expect({ code, stderr: stderr.includes("rror") }).toEqual({ code: 0, stderr: false });
    number = /INC\d{7}/.exec(stdout)?.[0] ?? "";
    expect(stdout).toContain(`${number} created (first of its kind)`);
    const address = /http:\/\/\S+/.exec(stdout)?.[0] ?? "";
    expect(await (await fetch(address)).text()).toContain(`${number}: Percentage CPU`);
  });

  it("bridge send --resolved resolves that incident", async () => {
    const { code, stdout } = await project.bridge("send", "metric", "--resolved");
    expect(code).toBe(0);
    expect(stdout).toContain(`${number} resolved (last member resolved)`);
  });

  it("bridge why explains it from the number", async () => {
    const { code, stdout } = await project.bridge("why", number);
    expect(code).toBe(0);
    expect(stdout).toMatch(/planned +create, because: first of its kind/);
    expect(stdout).toMatch(/called +POST \/api\/now\/table\/incident → 201/);
    expect(stdout).toMatch(/planned +resolve, because: last member resolved/);
  });

  it("says that it is running already when it is started again", async () => {
    const second = project.start();
    expect(await second.ended).toBe(1);
    expect(second.output()).toMatch(/already running at http:\/\/127\.0\.0\.1:\d+/);
  });

  it("ends with Ctrl-C, and leaves no process behind", async () => {
    await interrupted(start);
    expect(start.output()).toContain("Stopping");
    await eventually(() => expect(start.isAnyLeft()).toBe(false));
  });

  it("finds its data when it is started again", async () => {
    start = project.start();
    await start.ready;
    const { stdout } = await project.bridge("tickets", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ tickets: [{ number, state: "resolved" }] });
    const shown = await project.bridge("send", "metric", "--resolved");
    expect(shown.stdout).toContain("already resolved");
    await interrupted(start);
  });

  it("begins anew with --fresh", async () => {
    start = project.start(["--fresh"]);
    await start.ready;
    const { stdout } = await project.bridge("tickets", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ tickets: [] });
    await interrupted(start);
    expect(start.isAnyLeft()).toBe(false);
  });

  it("says in one line which port is in use, and what to do", async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, "127.0.0.1", () => {
        const address = server.address();
        resolve(typeof address === "object" && address !== null ? address.port : 0);
      });
    });
    try {
      const refused = project.start([], { FUNCTIONS_PORT: String(port) });
      expect(await refused.ended).toBe(1);
      const said = refused
        .output()
        .split("\n")
        .filter((line) => line.includes(String(port)));
      expect(said).toHaveLength(1);
      expect(said[0]).toMatch(
        /^✗ Port \d+ for the functions is in use.*Choose another one with --functions-port/,
      );
      expect(refused.output()).not.toContain("    at ");
    } finally {
      server.close();
    }
  });
});
