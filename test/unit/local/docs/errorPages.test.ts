import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { errorPages } from "../../../../local/docs/errorPages.ts";
import {
  errorPagesFolder,
  formattedErrorPages,
  writeErrorPages,
} from "../../../../local/docs/writeErrorPages.ts";
import { catalogue, type ErrorCode } from "../../../../shared/failures/catalogue.ts";
import { documentationOf } from "../../../../shared/failures/documentation.ts";
import { allCodes } from "../../../../shared/failures/failureView.ts";

describe(`the pages in ${errorPagesFolder}`, () => {
  it("are what the catalogue says (npm run docs, or UPDATE_DOCS=1, writes them anew)", async () => {
    if (process.env["UPDATE_DOCS"] === "1") await writeErrorPages();
    const pages = await formattedErrorPages();
    const stored = await Promise.all(
      (await readdir(errorPagesFolder)).map(async (fileName) => ({
        fileName,
        markdown: await readFile(join(errorPagesFolder, fileName), "utf8"),
      })),
    );
    const byName = (a: { fileName: string }, b: { fileName: string }) => (a.fileName < b.fileName ? -1 : 1);
    expect(stored.toSorted(byName)).toEqual(pages.toSorted(byName));
  });

  it("are there for every code, under the address that failures name", () => {
    const names = errorPages().map(({ fileName }) => `${errorPagesFolder}/${fileName}`);
    for (const code of allCodes) expect(names).toContain(documentationOf(code));
  });

  it("are the same each time", () => {
    expect(errorPages()).toEqual(errorPages());
  });

  it.each(allCodes)(
    "say of %s what it is, why, what to do, whose move it is, and whether to replay",
    (code) => {
      const page = errorPages().find(({ fileName }) => fileName === `${code}.md`)?.markdown ?? "";
      const { title, cause, resolution, automaticAction } = catalogue[code];
      const shown = page.replaceAll("\\<", "<");
      for (const text of [title, cause, resolution, automaticAction]) expect(shown).toContain(text);
      expect(page).toMatch(/## Whose move it is[^]*## Does a replay help\?/);
    },
  );

  it("lead only to pages that are there", () => {
    const pages = errorPages();
    const names = new Set(pages.map(({ fileName }) => fileName));
    const links = pages.flatMap(({ markdown }) =>
      [...markdown.matchAll(/\]\(([^)]+\.md)\)/g)].map(([, link]) => link ?? ""),
    );
    expect(links.length).toBeGreaterThan(allCodes.length);
    expect(links.filter((link) => !names.has(link))).toEqual([]);
  });

  it("show in the index each code under its owner once", () => {
    const index = errorPages()[0]?.markdown ?? "";
    const codes = [...index.matchAll(/^\| \[`(\w+)`\]/gm)].map(([, code]) => code as ErrorCode);
    expect(codes.toSorted()).toEqual([...allCodes].toSorted());
  });
});
