import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, describe, expect, it } from "vitest";

import { type Answer, type Asked, startFakeBridge } from "./fakeBridge.ts";
import { hasPseudoTerminal, inPseudoTerminal, keys, type Typed } from "./pseudoTerminal.ts";
import { aTerminal } from "./runBridge.ts";

const view = {
  name: "contoso",
  instanceUrl: "https://contoso.service-now.com",
  grant: { kind: "clientCredentials", clientId: "7d3c", clientSecret: "store:contoso--client-secret" },
  synchronise: ["incident"],
  daysBack: 30,
  createMissingCi: false,
  ticketStates: {},
  refreshTokenLifespanSeconds: 7_776_000,
  endsUtc: {},
  source: "stored",
  state: "ready",
  secrets: { clientSecret: "store:contoso--client-secret" },
  routes: ["databases"],
};
const status = {
  name: "contoso",
  health: "healthy",
  summary: "All is well.",
  setup: { state: "ready", grant: "clientCredentials", ends: [], sync: {} },
  waiting: { critical: 0, ordinary: 0, deadLetters: { count: 0, hasMore: false } },
  thisHour: { calls: 0, refusedCalls: 0, savedCalls: 0 },
};
const secret = "Pa55-word typed";

const open: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((bridge) => bridge.close()));
});

/** A bridge with one connection, which takes all that it is told. `written`: what was more than a look. */
async function aBridge(state = "ready") {
  const setup = { ...status.setup, state };
  const fake = await startFakeBridge(({ method, path, query }: Asked): Answer => {
    if (method === "GET") return { json: path.endsWith("/status") ? { ...status, setup } : view };
    if (path.endsWith("/sync")) return { json: { connection: "contoso", setup: status.setup } };
    if (method === "DELETE") {
      return { json: { connection: "contoso", routes: ["databases"], revokedTokens: 1, notRevoked: [] } };
    }
    const outcome = path.endsWith("/credentials") ? "changed" : "added";
    const next = query.get("dryRun") === "true" ? [] : state === "ready" ? ["check"] : ["check", "sync"];
    return { json: { connection: "contoso", outcome, next, notRevoked: [] } };
  });
  open.push(fake);
  const isLook = ({ method, query }: Asked) => method === "GET" || query.get("dryRun") === "true";
  return {
    run: aTerminal({ BRIDGE_URL: fake.url }),
    type: (args: readonly string[], ...typed: readonly Typed[]) =>
      inPseudoTerminal(fake.url, ["connections", ...args], typed),
    written: () => fake.asked.filter((asked) => !isLook(asked)),
  };
}

const answer = (sees: RegExp, text: string): Typed => [sees, `${text}${keys.enter}`];
const defaults = [/Integration user/, /Synchronise/, /Days back/, /Create config/, /Other names/].map(
  (question) => answer(question, ""),
);
const described: readonly Typed[] = [
  answer(/Instance \(/, "contoso"),
  answer(/Name of/, ""),
  answer(/Grant \[1\]/, "3"),
  answer(/Client id/, "7d3c"),
  ...defaults,
];

describe.runIf(hasPseudoTerminal)("somebody at a terminal", () => {
  it("is asked for a connection, again where an answer is wrong, and sees nothing of the secret", async () => {
    const { type, written } = await aBridge();
    const { code, screen, isSane } = await type(
      ["add"],
      answer(/Instance \(/, "http://contoso.service-now.com"),
      ...described,
      answer(/Client secret/, ""),
      answer(/It is needed\.\s+Client secret/, secret),
    );

    expect(code).toBe(0);
    expect(isSane).toBe(true);
    expect(screen).toContain("it does not begin with https://");
    expect(screen).toContain("✓ contoso is added.");
    expect(screen).not.toContain("Pa55");
    expect(written().map(({ method, path }) => `${method} ${path}`)).toEqual([
      "PUT /api/connections/contoso",
    ]);
    expect(JSON.parse(written()[0]?.body ?? "")).toMatchObject({
      instanceUrl: "https://contoso.service-now.com",
      grant: { kind: "clientCredentials", clientId: "7d3c" },
      secrets: { clientSecret: secret },
    });
  });

  it.each<[string, readonly Typed[]]>([
    ["a question", [answer(/Instance \(/, "contoso"), [/Name of/, keys.ctrlC]]],
    ["a secret", [...described, [/Client secret/, `half of it${keys.ctrlC}`]]],
  ])("leaves with Ctrl-C at %s: nothing is written, and the terminal is as before", async (_what, typed) => {
    const { type, written } = await aBridge();
    const { code, screen, isSane } = await type(["add"], ...typed);

    expect(code).toBe(130);
    expect(screen).toContain("Nothing was done.");
    expect(screen).not.toContain("half of it");
    expect(isSane).toBe(true);
    expect(written()).toEqual([]);
  });

  it("names the file of a private key, again where it has none", async () => {
    const folder = mkdtempSync(join(tmpdir(), "bridge-keys-"));
    const [good, bad] = [join(folder, "good.pem"), join(folder, "bad.pem")];
    const pem = "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n";
    writeFileSync(good, pem);
    writeFileSync(bad, pem.replaceAll("PRIVATE", "RSA PRIVATE"));
    const { type, written } = await aBridge();
    const { code, screen } = await type(
      ["add", "contoso", ...flags, "jwtBearer", "--client-id", "7d3c", "--key-id", "k", "--subject", "s"],
      answer(/Client secret/, secret),
      answer(/File of the private key/, join(folder, "none.pem")),
      answer(/cannot be read\.\s+File of the private key/, bad),
      answer(/openssl pkcs8[^]*File of the private key/, good),
    );

    expect(screen).toContain("✓ contoso is added.");
    expect(code).toBe(0);
    expect(JSON.parse(written()[0]?.body ?? "")).toMatchObject({
      secrets: { clientSecret: secret, privateKey: pem },
    });
  });

  it("gives new credentials without seeing them", async () => {
    const { type, written } = await aBridge();
    const { code, screen, isSane } = await type(["credentials", "contoso"], answer(/Client secret/, secret));

    expect(code).toBe(0);
    expect(isSane).toBe(true);
    expect(screen).toContain("✓ contoso is changed.");
    expect(screen).not.toContain("Pa55");
    expect(JSON.parse(written()[0]?.body ?? "")).toMatchObject({ secrets: { clientSecret: secret } });
  });

  it.each<[string, number, readonly string[]]>([
    [keys.enter, 1, []],
    [keys.ctrlC, 130, []],
    [`y${keys.enter}`, 0, ["DELETE"]],
  ])("is asked before a connection is removed (%j)", async (typed, code, methods) => {
    const { type, written } = await aBridge();
    const removed = await type(
      ["remove", "contoso"],
      [/Remove contoso \(https:\/\/contoso\.service-now\.com\)\? .*databases.*\[y\/N\]/, typed],
    );

    expect(removed).toMatchObject({ code, isSane: true });
    expect(written().map(({ method }) => method)).toEqual(methods);
  });
});

const flags = ["--instance", "https://contoso.service-now.com", "--grant"];

describe("without anybody at a terminal", () => {
  it.each<[string, readonly string[], RegExp]>([
    ["add", ["add"], /Give a name, --instance and --grant .*--from/],
    ["add, its name", ["add", ...flags, "entra", "--audience", "a"], /name/],
    [
      "add, its secret",
      ["add", "contoso", ...flags, "clientCredentials", "--client-id", "7d3c"],
      /--secret-stdin.*--client-secret-env/,
    ],
    [
      "add, its key",
      ["add", "contoso", ...flags, "jwtBearer", "--client-id", "7d3c", "--client-secret-env", "PATH"],
      /--private-key-file/,
    ],
    ["credentials", ["credentials", "contoso"], /--secret-stdin.*--client-secret-env/],
    ["remove", ["remove", "contoso"], /--yes/],
  ])("%s says which flag is missing, and does nothing", async (_what, args, said) => {
    const { run, written } = await aBridge();
    const { code, out, err } = await run(["connections", ...args]);

    expect(err).toMatch(said);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(written()).toEqual([]);
  });

  it.each([
    ["add", ["contoso", "--instance", "contoso", "--grant", "clientCredentials", "--client-id", "7d3c"]],
    ["credentials", ["contoso"]],
  ])("%s goes on where nobody has to sign in, and says what is left to do", async (verb, args) => {
    const { run, written } = await aBridge("syncing");
    const { code, out } = await run(["connections", verb, ...args, "--secret-stdin"], `${secret}\n`);

    expect(code).toBe(0);
    expect(written().map(({ method, path }) => `${method} ${path.split("/").at(-1) ?? ""}`)).toEqual([
      verb === "add" ? "PUT contoso" : "PUT credentials",
      "POST sync",
    ]);
    expect(out).toMatch(/✓ contoso is synchronised.*Next:\s+npm run bridge -- connections check contoso/s);
    expect(out).not.toContain("connections sync");
  });

  it("an instance may be called by its name alone", async () => {
    const { run, written } = await aBridge();
    const named = ["--instance", "Contoso", "--grant", "entra", "--audience", "api://itsm"];
    expect((await run(["connections", "add", "contoso", ...named])).code).toBe(0);
    expect(JSON.parse(written()[0]?.body ?? "")).toMatchObject({
      instanceUrl: "https://contoso.service-now.com",
    });
  });

  it("is told of a description that is not taken what is wrong with it", async () => {
    const problems = ["daysBack: must be at most 120 days"];
    const refusal = { title: "It cannot be understood", code: "REQUEST_INVALID", detail: "d", problems };
    const fake = await startFakeBridge(() => ({ status: 400, json: refusal }));
    open.push(fake);
    const args = ["connections", "add", "contoso", ...flags, "entra", "--audience", "a"];
    expect((await aTerminal({ BRIDGE_URL: fake.url })(args)).err).toBe(
      "The bridge does not take this:\n  daysBack: must be at most 120 days\n",
    );
  });

  it("a machine gets JSON on standard output, and nothing else", async () => {
    const { run, written } = await aBridge();
    const json = async (args: readonly string[], input = "") => {
      const { code, out, err } = await run(["--json", "connections", ...args], input);
      expect({ code, err }).toEqual({ code: 0, err: "" });
      return JSON.parse(out) as unknown;
    };

    expect(await json(["show", "contoso"])).toEqual(view);
    const added = ["add", "contoso", ...flags, "clientCredentials", "--client-id", "7d3c", "--secret-stdin"];
    expect(await json(added, `${secret}\n`)).toMatchObject({ outcome: "added" });
    expect(await json(["remove", "contoso", "--yes"])).toMatchObject({ revokedTokens: 1 });
    expect(written().map(({ method }) => method)).toEqual(["PUT", "DELETE"]);
  });
});
