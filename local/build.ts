import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { build } from "esbuild";

export type BuildOptions = {
  /** Default "dist". Its `main.js` and `chunks/` are replaced. */
  readonly outDir?: string;
  /** Default true; names of functions and classes are kept. */
  readonly minify?: boolean;
  /** Default true. */
  readonly sourcemap?: boolean;
  /** Default "functions/main.ts". */
  readonly entry?: string;
};

export type BuiltApp = {
  /** The absolute path of `main.js`. */
  readonly entry: string;
  /** Largest first; `file` is relative to `outDir`. */
  readonly chunks: readonly { readonly file: string; readonly bytes: number }[];
};

// Packages that come as CommonJS call require() for Node's own modules; an ES module has none.
const requireForBundledCommonJs =
  'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';

/**
 * Bundles the functions as split ES modules: what is imported with `import()` stays in files of its own and is read
 * only when it is used. This bundle is what runs in Azure and what the local host loads.
 * Rejects with esbuild's messages if it does not build.
 */
export async function buildApp(options: BuildOptions = {}): Promise<BuiltApp> {
  const outDir = resolve(options.outDir ?? "dist");
  await rm(join(outDir, "chunks"), { recursive: true, force: true });
  const minify = options.minify ?? true;
  const { metafile } = await build({
    entryPoints: { main: resolve(options.entry ?? "functions/main.ts") },
    outdir: outDir,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node24",
    // Exists only inside the host: it hands it to @azure/functions.
    external: ["@azure/functions-core"],
    banner: { js: requireForBundledCommonJs },
    chunkNames: "chunks/[name]-[hash]",
    minify,
    keepNames: minify,
    sourcemap: options.sourcemap ?? true,
    // Stack traces need places, not text.
    sourcesContent: false,
    legalComments: "none",
    metafile: true,
    logLevel: "silent",
  });
  const outputs = Object.entries(metafile.outputs).filter(([file]) => file.endsWith(".js"));
  const chunks = outputs.map(([file, { bytes }]) => ({
    file: resolve(file).slice(outDir.length + 1),
    bytes,
  }));
  return { entry: join(outDir, "main.js"), chunks: chunks.sort((a, b) => b.bytes - a.bytes) };
}

if (import.meta.main) {
  try {
    const { entry, chunks } = await buildApp();
    for (const { file, bytes } of chunks)
      console.log(`${String(Math.round(bytes / 1024)).padStart(6)} KiB  ${file}`);
    console.log(`Built ${entry}`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
