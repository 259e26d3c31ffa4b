import { describe, expect, it } from "vitest";

import { parseLocalSettings, SettingsProblem } from "../../../../local/settings/localSettings.ts";

describe("parseLocalSettings", () => {
  it("reads the values, also behind a byte order mark", () => {
    const text = '\uFEFF{ "IsEncrypted": false, "Values": { "A": "1" } }';

    expect(parseLocalSettings(text, "local.settings.json")).toEqual({ A: "1" });
  });

  it.each([
    { what: "the place of a mistake", text: '{\n  "Values": {,}\n}', says: "s.json:2:14: not JSON" },
    { what: "missing values", text: "{}", says: '"Values" is missing' },
    { what: "values of a wrong kind", text: '{ "Values": [] }', says: '"Values" is missing' },
    { what: "a document of a wrong kind", text: "[]", says: 'an object with "Values"' },
    {
      what: "every value that is no text",
      text: '{"Values":{"A":1,"B":"2","C":true}}',
      says: "change A, C.",
    },
    { what: "encrypted values", text: '{"IsEncrypted":true,"Values":{}}', says: "func settings decrypt" },
  ])("complains in one line about $what", ({ text, says }) => {
    const parse = () => parseLocalSettings(text, "s.json");

    expect(parse).toThrow(SettingsProblem);
    expect(parse).toThrow(says);
    expect(parse).toThrow(/^s\.json.*\.$/);
  });

  it("does not repeat a secret in a complaint", () => {
    expect(() => parseLocalSettings('{"Values":{"PASSWORD":"s3cret" "X":1}}', "s.json")).toThrow(
      expect.not.stringContaining("s3cret") as string,
    );
  });
});
