import { existsSync, globSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";

import { pictures } from "../../../../local/docs/pictures/pictures.ts";
import { picturesFolder } from "../../../../local/docs/pictures/takePictures.ts";

const largestBytes = 80 * 1024;
const png = [0x89, 0x50, 0x4e, 0x47];

const shown = [...globSync("docs/**/*.md"), "README.md"].flatMap((file) =>
  [...readFileSync(file, "utf8").matchAll(/!\[([^\]]*)\]\(([^)\s]+)\)/g)].map(
    ([, alt = "", target = ""]) => ({
      file,
      alt,
      path: normalize(join(dirname(file), target)),
    }),
  ),
);
const stored = readdirSync(picturesFolder).filter((name) => name.endsWith(".png"));

describe("pictures in the documentation", () => {
  it.each(shown)("$path in $file is there, and described for those who cannot see it", ({ path, alt }) => {
    expect(existsSync(path)).toBe(true);
    expect(alt.split(" ").length).toBeGreaterThanOrEqual(6);
  });

  it.each(stored)("%s is a small PNG that a document shows", (name) => {
    const path = join(picturesFolder, name);
    expect([...readFileSync(path).subarray(0, 4)]).toEqual(png);
    expect(statSync(path).size).toBeLessThanOrEqual(largestBytes);
    expect(shown.map((picture) => picture.path)).toContain(path);
  });

  it("are those that npm run docs:pictures takes", () => {
    expect(stored.toSorted()).toEqual(pictures.map(({ name }) => `${name}.png`).toSorted());
  });
});
