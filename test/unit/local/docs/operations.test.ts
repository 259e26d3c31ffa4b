import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const operations = readFileSync(`${root}docs/operations.md`, "utf8");

const documented = [...operations.matchAll(/^\| `([a-z]+\.[A-Za-z]+)`/gim)].map(([, event]) => event);
const events = globSync("{shared,functions}/**/*.ts", { cwd: root }).flatMap((file) =>
  [...readFileSync(`${root}${file}`, "utf8").matchAll(/\blog\(\s*"([a-z]+\.[A-Za-z]+)"/gi)].map(
    ([, event = ""]) => event,
  ),
);

describe("docs/operations.md", () => {
  it.each([...new Set(events)].sort())("explains the log event %s", (event) => {
    expect(documented).toContain(event);
  });

  it("explains each of them in one place", () => {
    expect(documented).toEqual([...new Set(documented)]);
  });
});
