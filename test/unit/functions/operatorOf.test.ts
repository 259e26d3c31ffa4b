import { describe, expect, it } from "vitest";

import { operatorOf } from "../../../functions/operatorOf.ts";
import { aRequest } from "../../support/builders/httpRequests.ts";

const principal = { "x-ms-client-principal-name": "ada@contoso.example" };

describe("who does something", () => {
  it.each<[string, Record<string, string>, boolean, string]>([
    ["the signed-in user", { ...principal, "x-bridge-operator": "eve" }, true, "ada@contoso.example"],
    ["an application that has no name", { "x-ms-client-principal-id": "6f1d2c3b" }, true, "6f1d2c3b"],
    ["what the caller says, marked as such", { "x-bridge-operator": "ada@laptop" }, true, "said: ada@laptop"],
    ["no user, where anybody could set the header", principal, false, "said: ada@contoso.example"],
    ["whoever has a key", {}, true, "function key"],
    ["whoever has a key and says nothing", { "x-bridge-operator": "  " }, false, "function key"],
  ])("is %s", (_what, headers, isSignInOn, expected) => {
    expect(operatorOf(aRequest({ headers }), isSignInOn)).toBe(expected);
  });

  it("is no longer than a name, and holds nothing that cannot be seen", () => {
    expect(operatorOf(aRequest({ headers: { "x-bridge-operator": `a\tb${"x".repeat(500)}` } }), false)).toBe(
      `said: ab${"x".repeat(198)}`,
    );
  });
});
