import { readFile, writeFile } from "node:fs/promises";

import { format } from "prettier";
import { expect, it } from "vitest";

import { bridgeConfigJsonSchema } from "../../../shared/config/bridgeConfigJsonSchema.ts";

const file = "docs/bridge.schema.json";

it(`${file} is what the code checks (UPDATE_SCHEMA=1 writes it anew)`, async () => {
  const current = await format(JSON.stringify(bridgeConfigJsonSchema()), { parser: "json", printWidth: 110 });
  if (process.env["UPDATE_SCHEMA"] === "1") await writeFile(file, current);
  expect(await readFile(file, "utf8")).toBe(current);
});
