import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { entraIssuer } from "../../../shared/adapters/entra/entraIssuer.ts";
import { memoryTokenStore } from "../../../shared/adapters/memory/memoryTokenStore.ts";
import { runLater } from "../../../shared/compose/runLater.ts";
import { makeConnectionTokens } from "../../../shared/tokens/connectionTokens.ts";
import { type EntraDouble, startEntra } from "../../support/entra/startEntra.ts";
import { startSandbox } from "../servicenowSandbox/sandboxClient.ts";

const audience = "api://servicenow-end-to-end";
const clock = { nowMs: () => Date.now() };

let entra: EntraDouble;
beforeAll(async () => {
  entra = await startEntra();
  for (const [name, value] of Object.entries(entra.identity)) vi.stubEnv(name, value);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await entra.close();
});

describe("ServiceNow, which trusts an issuer of Microsoft Entra ID,", () => {
  it("takes the token of a managed identity, which two instances share", async () => {
    const sandbox = await startSandbox();
    const { issuer: name, keys } = entra;
    const trusted = { name: "Microsoft Entra ID", issuer: name, audience, keys: [...keys] };
    sandbox.oauth.trustIssuer({ ...trusted, userClaim: "appid", userField: "user_name" });
    const store = memoryTokenStore(clock);
    const instance = () =>
      makeConnectionTokens({
        connection: { name: "contoso", refreshTokenLifespanMs: 0 },
        accountOf: () => "bridge.integration",
        issuer: entraIssuer({
          grant: {
            kind: "entra",
            audience,
            application: null,
            // The double puts it into the token, and it is whom the sandbox knows.
            managedIdentityClientId: "bridge.integration",
          },
          resolve: () => Promise.reject(new Error("There is no secret")),
          clock,
          timeoutMs: 10_000,
          hasIdentity: () => Promise.resolve(true),
        }),
        store,
        clock,
        schedule: runLater,
        log: () => undefined,
        restUntil: () => Promise.resolve(undefined),
      });

    const headers = await Promise.all(
      [instance(), instance()].map(async (tokens) => tokens.header(() => undefined)),
    );
    expect(new Set(headers).size).toBe(1);
    expect(entra.asked).toEqual([`identity ${audience} bridge.integration`]);
    const read = (authorization: string) =>
      fetch(`${sandbox.url}/api/now/table/incident?sysparm_limit=1`, { headers: { authorization } });
    expect((await read(headers[0] ?? "")).status).toBe(200);
    expect((await read(`${headers[0] ?? ""}x`)).status).toBe(401);
  });
});
