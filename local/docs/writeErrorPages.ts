import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { format, resolveConfig } from "prettier";

import { errorPages, type Page } from "./errorPages.ts";

export const errorPagesFolder = "docs/errors";

/** The pages as they are stored: formatted like the rest of the project. */
export async function formattedErrorPages(): Promise<readonly Page[]> {
  const config = await resolveConfig("docs/errors/README.md");
  return Promise.all(
    errorPages().map(async ({ fileName, markdown }) => ({
      fileName,
      markdown: await format(markdown, { ...config, parser: "markdown" }),
    })),
  );
}

/** Writes all pages, and removes those of codes that are no more. Returns how many there are. */
export async function writeErrorPages(folder = errorPagesFolder): Promise<number> {
  const pages = await formattedErrorPages();
  await mkdir(folder, { recursive: true });
  const wanted = new Set(pages.map(({ fileName }) => fileName));
  const stale = (await readdir(folder)).filter((name) => name.endsWith(".md") && !wanted.has(name));
  await Promise.all([
    ...stale.map((name) => rm(join(folder, name))),
    ...pages.map(({ fileName, markdown }) => writeFile(join(folder, fileName), markdown)),
  ]);
  return pages.length;
}
