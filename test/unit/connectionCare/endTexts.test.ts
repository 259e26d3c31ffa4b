import { describe, expect, it } from "vitest";

import { endAdvice } from "../../../shared/connectionCare/endTexts.ts";
import type { ConnectionDefinition } from "../../../shared/connections/definition/connectionSchema.ts";
import { aConnection } from "../../support/builders/connections.ts";

type Grant = ConnectionDefinition["grant"];

const clientCredentials: Grant = { kind: "clientCredentials", clientId: "7d3c" };
const authorizationCode: Grant = { kind: "authorizationCode", clientId: "7d3c" };
const jwtBearer: Grant = { kind: "jwtBearer", clientId: "7d3c", keyId: "k1", subject: "a".repeat(32) };
const entra: Grant = {
  kind: "entra",
  audience: "api://itsm",
  application: {
    tenantId: "6f1d2c3b-1111-4222-8333-444455556666",
    clientId: "7f1d2c3b-1111-4222-8333-444455556666",
  },
};
const basic: Grant = { kind: "basic", userName: "bridge.integration" };

/** Commands of the advice, without what is before and behind them. */
function commandsOf(grant: Grant, of: "clientSecret" | "certificate" | "password"): readonly string[] {
  const text = endAdvice("contoso", aConnection({ grant }).grant, of).join(" ");
  return [...text.matchAll(/connections ([a-z]+ contoso(?: --[a-z-]+ [A-Z_]+)*)/g)].map(
    ([, command = ""]) => command,
  );
}

describe("what is said of an end", () => {
  it.each([
    {
      what: "a client's secret in ServiceNow, which has one: another client, id and all",
      grant: clientCredentials,
      of: "clientSecret",
      commands: ["credentials contoso --client-id NEW_CLIENT_ID --secret-ends DATE", "check contoso"],
    },
    {
      what: "the same where somebody has signed in for the former client",
      grant: authorizationCode,
      of: "clientSecret",
      commands: [
        "credentials contoso --client-id NEW_CLIENT_ID --secret-ends DATE",
        "authorize contoso",
        "check contoso",
      ],
    },
    {
      what: "a secret of Microsoft Entra ID, beside the former",
      grant: entra,
      of: "clientSecret",
      commands: ["credentials contoso --secret-ends DATE", "check contoso"],
    },
    {
      what: "a certificate, whose key has an id of its own",
      grant: jwtBearer,
      of: "certificate",
      commands: ["credentials contoso --key-id NEW_KEY_ID --certificate-ends DATE", "check contoso"],
    },
    {
      what: "a password",
      grant: basic,
      of: "password",
      commands: ["credentials contoso --password-ends DATE", "check contoso"],
    },
  ] as const)("has the commands that replace $what", ({ grant, of, commands }) => {
    expect(commandsOf(grant, of)).toEqual(commands);
  });

  it("recommends a grant that needs no person, and no password", () => {
    const { grant } = aConnection({ grant: authorizationCode });
    expect(endAdvice("contoso", grant, "refreshToken").join(" ")).toMatch(
      /use a grant that needs no person \(client credentials, JWT bearer, or a managed identity/,
    );
    expect(endAdvice("contoso", aConnection({ grant: basic }).grant, "password").join(" ")).toContain(
      "use a grant that needs none",
    );
  });
});
