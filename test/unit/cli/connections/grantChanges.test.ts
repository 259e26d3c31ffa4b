import { describe, expect, it } from "vitest";

import {
  draftOf,
  type DefinitionOptions,
  type GrantKind,
} from "../../../../cli/connections/definitionOptions.ts";
import { wantedSecrets } from "../../../../cli/connections/gatherSecrets.ts";
import { mergeGrant, withoutPlaces } from "../../../../cli/connections/grantChanges.ts";

const place = "store:connections/contoso/secret";
type Grant = { readonly kind: GrantKind } & Record<string, unknown>;

/** What becomes of a grant as the bridge shows it, and which secrets are asked for. */
async function changed(before: Grant, options: DefinitionOptions) {
  const { grant = {} } = await draftOf(options, before.kind);
  const after = withoutPlaces(mergeGrant(before, grant as Record<string, unknown>));
  return { after, wanted: wantedSecrets(after) };
}

describe("flags of a grant that there is already", () => {
  it.each<[string, Grant, DefinitionOptions, object, readonly string[]]>([
    [
      "the tenant of an app registration",
      {
        kind: "entra",
        audience: "api://contoso",
        application: { tenantId: "old", clientId: "app", clientSecret: place },
      },
      { tenantId: "new" },
      { kind: "entra", audience: "api://contoso", application: { tenantId: "new", clientId: "app" } },
      ["entraClientSecret"],
    ],
    [
      "the user of basic",
      { kind: "basic", userName: "old", password: place },
      { user: "new" },
      { kind: "basic", userName: "new" },
      ["password"],
    ],
    [
      "the user of a password that renews itself",
      { kind: "password", clientId: "7d3c", clientSecret: place, user: { userName: "old", password: place } },
      { user: "new" },
      { kind: "password", clientId: "7d3c", user: { userName: "new" } },
      ["clientSecret", "password"],
    ],
    [
      "the client of client credentials",
      { kind: "clientCredentials", clientId: "7d3c", clientSecret: place },
      { clientId: "8e4d" },
      { kind: "clientCredentials", clientId: "8e4d" },
      ["clientSecret"],
    ],
    [
      "the key of a JWT",
      {
        kind: "jwtBearer",
        clientId: "7d3c",
        clientSecret: place,
        privateKey: place,
        keyId: "1",
        subject: "s",
      },
      { keyId: "2" },
      { kind: "jwtBearer", clientId: "7d3c", keyId: "2", subject: "s" },
      ["clientSecret", "privateKey"],
    ],
    [
      "a public client stays one",
      { kind: "authorizationCode", clientId: "7d3c", clientSecret: null },
      { clientId: "8e4d" },
      { kind: "authorizationCode", clientId: "8e4d", clientSecret: null },
      [],
    ],
  ])("%s", async (_what, before, options, after, wanted) => {
    expect(await changed(before, options)).toEqual({ after, wanted });
  });
});
