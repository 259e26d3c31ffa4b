import * as z from "zod";
import { toDotPath } from "zod/v4/core";

import { BridgeError } from "../../failures/bridgeError.ts";
import { type TypedSecrets, typedSecretsSchema } from "./typedSecrets.ts";

const jsonObject = z.record(z.string(), z.unknown());

/** What describes the connection, and the secrets that came with it. */
export type ConnectionRequest = {
  readonly description: Readonly<Record<string, unknown>>;
  readonly secrets: TypedSecrets;
  readonly secretProblems: readonly string[];
};

/** Takes the secrets out of a request, so that nothing else ever sees them. Throws BridgeError REQUEST_INVALID. */
export function readConnectionRequest(body: unknown): ConnectionRequest {
  const whole = jsonObject.safeParse(body);
  if (!whole.success)
    throw new BridgeError("REQUEST_INVALID", "The body describes a connection: a JSON object");
  const { secrets: typed, ...description } = whole.data;
  const secrets = typedSecretsSchema.safeParse(typed);
  return {
    description,
    secrets: secrets.success ? secrets.data : {},
    secretProblems: secrets.success
      ? []
      : secrets.error.issues.map(({ path, message }) => `${toDotPath(["secrets", ...path])}: ${message}`),
  };
}

/** Nobody reads more, and what was sent may be a megabyte of unknown fields. */
const mostProblems = 50;
const longestProblem = 500;

/** Throws BridgeError REQUEST_INVALID with every complaint, if there is one; very many, or very long ones, are cut. */
export function refuseProblems(all: readonly string[]): void {
  if (all.length === 0) return;
  const problems = all
    .slice(0, mostProblems)
    .map((one) => (one.length <= longestProblem ? one : `${one.slice(0, longestProblem)}…`));
  if (all.length > mostProblems) problems.push(`and ${all.length - mostProblems} more`);
  throw new BridgeError("REQUEST_INVALID", problems.join("; "), { problems });
}
