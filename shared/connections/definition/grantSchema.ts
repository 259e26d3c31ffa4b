import * as z from "zod";

import { controls, noControls } from "./plainText.ts";
import { secretReferenceSchema } from "./secretReferences.ts";

const text = (longest = 200) => z.string().trim().min(1).max(longest).regex(noControls, controls);
/** Left out: the connection's own place in the secret store. */
const secret = secretReferenceSchema.exactOptional();
const id = z.guid({ error: "must be an id such as 6f1d2c3b-1111-2222-3333-444455556666" });

const grants = [
  z.strictObject({
    kind: z.literal("authorizationCode"),
    clientId: text(),
    /** null: a public client, which is given no refresh token. */
    clientSecret: secretReferenceSchema.nullable().exactOptional(),
  }),
  z.strictObject({
    kind: z.literal("password"),
    clientId: text(),
    clientSecret: secret,
    /** Only where the bridge is to authorise itself anew; else somebody types them once. */
    user: z.strictObject({ userName: text(), password: secret }).exactOptional(),
  }),
  z.strictObject({ kind: z.literal("clientCredentials"), clientId: text(), clientSecret: secret }),
  z.strictObject({
    kind: z.literal("jwtBearer"),
    clientId: text(),
    clientSecret: secret,
    privateKey: secret,
    keyId: text(),
    subject: text(),
  }),
  z.strictObject({
    kind: z.literal("entra"),
    audience: text(),
    application: z.strictObject({ tenantId: id, clientId: id, clientSecret: secret }).exactOptional(),
    managedIdentityClientId: id.exactOptional(),
  }),
  z.strictObject({
    kind: z.literal("basic"),
    // RFC 7617, section 2: all after the first colon would be taken for the password.
    userName: text().regex(/^[^:]*$/, {
      error: "must not contain a colon: Basic authentication ends the name there",
    }),
    password: secret,
  }),
] as const;

const kinds = grants.map((one) => one.shape.kind.value);

/** How the bridge gets its access, one of six ways. */
export const grantSchema = z
  .discriminatedUnion("kind", grants, {
    error: `kind must be one of ${kinds.join(", ")}`,
  })
  .refine(
    (grant) =>
      grant.kind !== "entra" ||
      grant.application === undefined ||
      grant.managedIdentityClientId === undefined,
    {
      error: "application and managedIdentityClientId exclude each other",
    },
  );

export type GrantDefinition = z.infer<typeof grantSchema>;
