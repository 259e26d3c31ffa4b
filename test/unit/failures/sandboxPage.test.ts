import { readFile } from "node:fs/promises";

import { expect, it } from "vitest";

import { catalogue } from "../../../shared/failures/catalogue.ts";

it("docs/servicenow-sandbox.md says how to see every failure of ServiceNow", async () => {
  const page = await readFile(new URL("../../../docs/servicenow-sandbox.md", import.meta.url), "utf8");
  const codes = Object.keys(catalogue).filter((code) => code.startsWith("SERVICENOW_"));
  expect(codes.filter((code) => !page.includes(`| \`${code}\``))).toEqual([]);
});
