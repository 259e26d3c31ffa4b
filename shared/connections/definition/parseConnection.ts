// Through `z.core` the bundle would get all of it, every language of its messages included.
import { toDotPath } from "zod/v4/core";

import type { Connection } from "../connection.ts";
import { judgeInstanceUrl } from "../instanceUrl.ts";
import { connectionSchema } from "./connectionSchema.ts";
import { readConnection } from "./readConnection.ts";

export type ParsedConnection =
  | { readonly kind: "valid"; readonly connection: Connection }
  | { readonly kind: "invalid"; readonly problems: readonly string[] };

/**
 * Checks what describes a connection and fills in what it leaves out. Every complaint at once, each with its path
 * (`grant.clientId: …`); no complaint repeats a value, which might be a secret in the wrong place.
 *
 * @param allowedHosts which hosts the operator allows beside ServiceNow's own domains
 */
export function parseConnection(
  document: unknown,
  surroundings: Pick<Connection, "allowedHosts" | "source">,
): ParsedConnection {
  const parsed = connectionSchema.safeParse(document, { error: missing });
  const problems = parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${toDotPath(path) || "(document)"}: ${message}`);
  const url = instanceUrlProblem(document, surroundings.allowedHosts);
  if (url !== undefined) problems.push(`instanceUrl: ${url}`);
  return parsed.success && problems.length === 0
    ? { kind: "valid", connection: readConnection(parsed.data, surroundings) }
    : { kind: "invalid", problems };
}

/** Undefined: zod's own words. */
function missing({ code, input }: { readonly code: string; readonly input?: unknown }): string | undefined {
  return code === "invalid_type" && input === undefined ? "is missing" : undefined;
}

/** Looked at even where other fields are wrong, so that everything is said at once. */
function instanceUrlProblem(document: unknown, allowedHosts: readonly string[]): string | undefined {
  const url: unknown =
    typeof document === "object" && document !== null ? Reflect.get(document, "instanceUrl") : undefined;
  if (typeof url !== "string" || url.trim() === "") return undefined;
  const judged = judgeInstanceUrl(url.trim(), allowedHosts);
  return judged.kind === "allowed" ? undefined : judged.because;
}
