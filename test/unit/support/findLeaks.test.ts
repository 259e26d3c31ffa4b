import { describe, expect, it } from "vitest";

import { findLeaks } from "../../support/leaks/findLeaks.ts";

const secret = 'p+ss/w"rd ü?>&1';
const secrets = new Map([["the password", secret]]);
const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("the search for leaks", () => {
  it.each([
    { what: "as it is", text: `wrong: ${secret}!` },
    { what: "in JSON", text: JSON.stringify({ detail: secret }) },
    { what: "in JSON in JSON", text: JSON.stringify({ json0: JSON.stringify({ detail: secret }) }) },
    { what: "URL-encoded", text: `https://contoso.example?password=${encodeURIComponent(secret)}` },
    { what: "as a form field", text: new URLSearchParams({ user: "maria", password: secret }).toString() },
    { what: "in hex", text: Buffer.from(secret).toString("hex") },
    ...["", "m", "ma", "maria.keller"].map((user) => ({
      what: `in a Basic header of a user of ${user.length} characters`,
      text: `Basic ${base64(`${user}:${secret}`)}`,
    })),
    { what: "in base64 for URLs", text: Buffer.from(`x${secret}y`).toString("base64url") },
  ])("finds a secret $what, and does not repeat it", ({ text }) => {
    const found = findLeaks([{ where: "a log", text }], secrets);

    expect(found).not.toEqual([]);
    expect(found.join()).toMatch(/^the password, .*: a log/);
    expect(found.join()).not.toContain(secret);
  });

  it("finds nothing where there is nothing", () => {
    const text = `p+ss w"rd ${base64("somebody:else's password")} ${secret.slice(0, -1)}`;

    expect(findLeaks([{ where: "a log", text }], secrets)).toEqual([]);
  });
});
