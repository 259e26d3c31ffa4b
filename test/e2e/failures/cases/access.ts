import { aKeySetting } from "../../../support/builders/sealingKeys.ts";
import { startKeyVault } from "../../../support/keyVault/startKeyVault.ts";
import { failure } from "../../../support/keyVault/vaultSecrets.ts";
import type { FailureCase, Problem } from "../failureCase.ts";
import type { Answer } from "../../../support/world/bridgeApi.ts";
import type { Stage } from "../stage.ts";
import { putConnection, syncTailwind, withTailwind } from "./tailwind.ts";

const clientId = "contoso-client";
const typed = { grant: { kind: "clientCredentials", clientId }, secrets: { clientSecret: "typed-secret" } };

type Described = Pick<FailureCase, "code" | "when" | "detail"> & Parameters<typeof withTailwind>[1];

/** A connection is described so that there is no access, which whoever synchronises it is told. */
function withoutAccess({ code, when, detail, ...described }: Described): FailureCase {
  return {
    ...{ code, when, detail, settings: {}, shows: "answer" },
    async provoke(stage) {
      await withTailwind(stage, described);
      return syncTailwind(stage);
    },
  };
}

/** With a vault that answers so, whoever adds a connection with a secret is told. */
async function addWithVault(stage: Stage, isForbidden: boolean): Promise<Answer<Problem>> {
  const vault = await startKeyVault();
  stage.undo(() => vault.close());
  vault.refuse = () =>
    isForbidden ? { status: 403, body: failure("Forbidden", "No.", "ForbiddenByRbac") } : "drop";
  await stage.runWith({ BRIDGE_KEY_VAULT_URL: vault.url, ...vault.identity });
  return putConnection(stage, "northwind", typed);
}

/** Secrets, and where they are kept. */
export const accessCases: readonly FailureCase[] = [
  {
    code: "SECRET_STORE_MISSING",
    when: "a connection is added with a secret, and there is no place for secrets",
    detail: /BRIDGE_SECRET_KEY/,
    settings: {},
    shows: "answer",
    provoke: (stage) => putConnection(stage, "northwind", typed),
  },
  {
    code: "SECRET_STORE_FORBIDDEN",
    when: "the vault does not let the bridge in",
    detail: /Key Vault.*403 ForbiddenByRbac/,
    settings: {},
    shows: "answer",
    provoke: (stage) => addWithVault(stage, true),
  },
  {
    code: "SECRET_STORE_UNAVAILABLE",
    when: "the vault breaks off",
    detail: /Key Vault/,
    settings: {},
    shows: "answer",
    provoke: (stage) => addWithVault(stage, false),
  },
  {
    code: "SECRET_UNREADABLE",
    when: "the key is another one than the secret was sealed with",
    detail: /northwind--client-secret/,
    settings: {},
    shows: "answer",
    async provoke(stage) {
      await stage.runWith({ BRIDGE_SECRET_KEY: aKeySetting(7) });
      await putConnection(stage, "northwind", typed);
      await stage.runWith({ BRIDGE_SECRET_KEY: aKeySetting(8) });
      return stage.world.bridge.post<Problem>("/api/connections/northwind/sync", {});
    },
  },
  withoutAccess({
    code: "SECRET_MISSING",
    when: "a setting with a client's secret is not there",
    detail: /TAILWIND_SECRET/,
    grant: { kind: "clientCredentials", clientId, clientSecret: "env:TAILWIND_SECRET" },
  }),
];
