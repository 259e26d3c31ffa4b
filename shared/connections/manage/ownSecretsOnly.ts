import { connectionSecretName } from "../../secrets/secretStore.ts";
import type { Connection } from "../connection.ts";
import { isOwnSecret, secretsOf } from "../connectionSecrets.ts";
import type { AllowedByOperator } from "./manageParts.ts";

/**
 * What a connection that is added by command may not do, although `bridge.json` may: whoever may add one could otherwise
 * have the app's settings, another connection's secrets or the app's own identity shown to an instance of his own, and
 * anybody can have an instance at ServiceNow.
 */
export function foreignSecretProblems(
  { name, grant }: Connection,
  allowed: Pick<AllowedByOperator, "audiences">,
): readonly string[] {
  const problems: string[] = [];
  for (const [secret, reference] of secretsOf(grant)) {
    if (isOwnSecret(name, secret, reference)) continue;
    problems.push(
      `grant: a connection that is added by command has its ${secret} at store:${connectionSecretName(name, secret)} and nowhere else; only bridge.json may name other places`,
    );
  }
  if (grant.kind === "entra" && grant.application === null && !allowed.audiences.includes(grant.audience)) {
    problems.push(
      "grant.audience: the app's own identity gets no token for it; the setting BRIDGE_ENTRA_AUDIENCES has to allow that, or describe the connection in bridge.json",
    );
  }
  return problems;
}
