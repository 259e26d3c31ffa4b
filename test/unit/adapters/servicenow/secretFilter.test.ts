import { describe, expect, it } from "vitest";

import { withoutSecrets } from "../../../../shared/adapters/servicenow/secretFilter.ts";
import { findLeaks } from "../../../support/leaks/findLeaks.ts";

const password = 'Contoso+integration/1 "&%ü';
const secrets = [password, "abc"];

describe("what a partner says, as it may be kept", () => {
  it.each([
    { what: "as it is", text: `user maria, password ${password}!` },
    { what: "in JSON", text: JSON.stringify({ body: password }) },
    { what: "in JSON in JSON", text: JSON.stringify({ received: JSON.stringify({ body: password }) }) },
    { what: "in a form", text: new URLSearchParams({ grant: "x", pw: password }).toString() },
    { what: "in a URL", text: `/login?pw=${encodeURIComponent(password)}&next=/` },
    {
      what: "in a Basic header",
      text: `Authorization: Basic ${Buffer.from(`m:${password}`).toString("base64")}`,
    },
    { what: "in base64", text: `dump ${Buffer.from(password).toString("base64")}.` },
  ])("has no known secret that stands there $what", ({ text }) => {
    const safe = withoutSecrets(text, secrets);

    expect(findLeaks([{ where: "a journal", text: safe }], new Map([["the password", password]]))).toEqual(
      [],
    );
    expect(safe).toContain("***");
  });

  it.each([
    {
      text: '{"access_token":"xyz","scope":"useraccount"}',
      safe: '{"access_token":"***","scope":"useraccount"}',
    },
    {
      text: "body was grant_type=password&client_secret=xyz%2F1&username=m",
      safe: "body was grant_type=password&client_secret=***&username=m",
    },
    { text: "refresh_token=xyz", safe: "refresh_token=***" },
    { text: "Bearer 0123456789abcdef is unknown", safe: "Bearer *** is unknown" },
    { text: "HTTP code=400 (error_code=12)", safe: "HTTP code=400 (error_code=12)" },
  ])("has nothing that looks like one: $text", ({ text, safe }) => {
    expect(withoutSecrets(text, [])).toBe(safe);
  });

  it("leaves ordinary words alone, also where a secret is short", () => {
    expect(withoutSecrets("abc of contoso", secrets)).toBe("abc of contoso");
  });
});
