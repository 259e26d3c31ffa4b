import * as z from "zod";

import type { SecretReference } from "../connection.ts";

const form = /^(env|store):([A-Za-z0-9][A-Za-z0-9_-]{0,126})$/;

/** `env:NAME`, a setting of this app, or `store:NAME`, a secret in the secret store; never the secret itself. */
export const secretReferenceSchema = z.string().regex(form, {
  error:
    "must say where the secret is: env:NAME (a setting of this app) or store:NAME (in the secret store). A secret itself " +
    "does not belong here: put it into the store and leave this out",
});

/** @param text that the schema has accepted */
export function parseSecretReference(text: string): SecretReference {
  const [, where = "", name = ""] = form.exec(text) ?? [];
  return { from: where === "env" ? "environment" : "store", name };
}

export function secretReferenceText({ from, name }: SecretReference): string {
  return `${from === "environment" ? "env" : "store"}:${name}`;
}
