import { describe, expect, it } from "vitest";

import { addSetting } from "../../../../local/settings/addSetting.ts";

describe("addSetting", () => {
  it.each([
    {
      what: "a file as people indent it",
      text: '{\n  "Values": {\n    "A": "1"\n  }\n}\n',
      added: '{\n  "Values": {\n    "KEY": "a+b/c=",\n    "A": "1"\n  }\n}\n',
    },
    { what: "one line", text: '{"Values":{"A":"1"}}', added: '{"Values":{"KEY": "a+b/c=","A":"1"}}' },
    { what: "no values", text: '{ "Values": { } }', added: '{ "Values": { "KEY": "a+b/c="} }' },
    {
      what: "a byte order mark and Windows' line ends",
      text: '\uFEFF{\r\n\t"Values" : {\r\n\t\t"A": "1"\r\n\t}\r\n}',
      added: '\uFEFF{\r\n\t"Values" : {\r\n\t\t"KEY": "a+b/c=",\r\n\t\t"A": "1"\r\n\t}\r\n}',
    },
  ])("puts it first into $what", ({ text, added }) => {
    expect(addSetting(text, "KEY", "a+b/c=")).toBe(added);
  });

  it("finds the right place where other things are called so, too", () => {
    const text = '{ "Host": { "Values": { "B": "2" } }, "Values": { "A": "\\"Values\\": {" } }';

    expect(JSON.parse(addSetting(text, "KEY", "x"))).toEqual({
      Host: { Values: { B: "2" } },
      Values: { KEY: "x", A: '"Values": {' },
    });
  });
});
