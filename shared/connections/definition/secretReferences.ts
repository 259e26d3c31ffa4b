import * as z from "zod";

import type { SecretReference } from "../connection.ts";

/** Settings of an app have `_` in their names; a secret of Key Vault may not (secretStore.ts). */
const form = /^(?:env:([A-Za-z0-9][A-Za-z0-9_-]{0,126})|store:([A-Za-z0-9][A-Za-z0-9-]{0,126}))$/;

/** `env:NAME`, a setting of this app, or `store:NAME`, a secret in the secret store; never the secret itself. */
export const secretReferenceSchema = z.string().regex(form, {
  error:
    "must say where the secret is: env:NAME (a setting of this app) or store:NAME (in the secret store: letters, digits and hyphens). A secret itself " +
    "does not belong here: put it into the store and leave this out",
});

/** @param text that the schema has accepted */
export function parseSecretReference(text: string): SecretReference {
  const [, setting, secret = ""] = form.exec(text) ?? [];
  return setting === undefined ? { from: "store", name: secret } : { from: "environment", name: setting };
}

export function secretReferenceText({ from, name }: SecretReference): string {
  return `${from === "environment" ? "env" : "store"}:${name}`;
}
