import { readFile } from "node:fs/promises";

import { findJsonError } from "../../local/settings/findJsonError.ts";
import { defaultBridgeConfig, parseBridgeConfig } from "../../shared/config/bridgeConfig.ts";
import type { Route } from "../../shared/routing/route.ts";
import { CliError } from "../cliError.ts";

/** The routes of a bridge.json, or those of somebody who has none. Throws CliError with every complaint. */
export async function loadRoutes(file: string | undefined): Promise<readonly Route[]> {
  if (file === undefined) return defaultBridgeConfig().routes;
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw new CliError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? "?"}).`);
  });
  const mistake = findJsonError(text);
  if (mistake !== undefined) {
    throw new CliError(`${file}:${mistake.line}:${mistake.column}: not JSON: ${mistake.message}.`);
  }
  const parsed = parseBridgeConfig(JSON.parse(text));
  if (parsed.kind === "valid") return parsed.config.routes;
  throw new CliError(
    `${file} is no valid configuration:\n${parsed.problems.map((line) => `  ${line}`).join("\n")}`,
  );
}
