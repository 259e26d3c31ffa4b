import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildApp } from "../../../local/build.ts";

describe("the bundle", () => {
  let folder: string;
  let atStart: ReadonlyMap<string, string>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "bundle-size-"));
    atStart = await readAtStart((await buildApp({ outDir: folder })).entry);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  // Of it @azure/functions is 78 KiB, and the texts of failures are 60: plain data, which cost next to no time.
  it("reads at most 168 KiB before its functions are known", () => {
    const bytes = [...atStart.values()].reduce((sum, code) => sum + Buffer.byteLength(code), 0);

    expect(bytes).toBeLessThan(168 * 1024);
  });

  it("reads neither SDKs, nor ciphers, nor zod before its functions are known", () => {
    const code = [...atStart.values()].join("\n");

    expect(code).not.toContain("x-ms-client-request-id");
    expect(code).not.toContain("invalid_type");
    expect(code).not.toContain("aes-256-gcm");
    expect(code).not.toContain("bridge-token-key");
  });
});

/** The entry and everything that it imports statically, by file. */
async function readAtStart(
  entry: string,
  read = new Map<string, string>(),
): Promise<ReadonlyMap<string, string>> {
  if (read.has(entry)) return read;
  const code = await readFile(entry, "utf8");
  read.set(entry, code);
  for (const [, file = ""] of code.matchAll(/(?:\bfrom|\bimport)\s*"(\.[^"]+\.js)"/g)) {
    await readAtStart(join(dirname(entry), file), read);
  }
  return read;
}
