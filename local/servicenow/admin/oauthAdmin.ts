import { Hono } from "hono";
import { z } from "zod";
import type { Grant, JwtKey, OAuthClients } from "../oauth/clients.ts";
import type { TrustedIssuer } from "../oauth/identityTokens.ts";
import { fromGlideTime } from "../platform/glideTime.ts";
import type { StoredRecord } from "../platform/recordStore.ts";
import type { Sandbox } from "../sandbox.ts";

const seconds = z.number().int().positive();
const ms = z.number().int().nonnegative();
const grants = [
  "password",
  "refresh_token",
  "authorization_code",
  "client_credentials",
  "urn:ietf:params:oauth:grant-type:jwt-bearer",
] as const satisfies readonly Grant[];

const Change = z.strictObject({
  name: z.string().min(1).optional(),
  active: z.boolean().optional(),
  redirectUrls: z.array(z.url()).optional(),
  accessTokenLifespanSeconds: seconds.optional(),
  refreshTokenLifespanSeconds: seconds.optional(),
  isPublic: z.boolean().optional(),
  grants: z.array(z.enum(grants)).optional(),
  applicationUser: z.string().optional(),
  scopeRestriction: z.enum(["broadlyScoped", "securelyScoped"]).optional(),
  authScopes: z.array(z.string()).optional(),
  secret: z.string().min(1).optional(),
  formerSecretGoodForMs: ms.optional(),
  jwtKeys: z
    .array(z.strictObject({ keyId: z.string(), publicKeyPem: z.string() }) satisfies z.ZodType<JwtKey>)
    .optional(),
  jwtUserField: z.string().optional(),
});

const NewSecret = z.strictObject({ formerSecretGoodForMs: ms.default(0) });

const Issuer = z.strictObject({
  name: z.string().min(1).default("Microsoft Entra ID"),
  issuer: z.string().min(1),
  audience: z.string().min(1),
  userClaim: z.string().default("appid"),
  userField: z.string().default("user_name"),
  keys: z.array(z.looseObject({ kty: z.string() })).min(1),
});

/** What the sandbox's OAuth can be told from outside: by tests directly, by others through `/sandbox/api`. */
export type OAuthAdmin = {
  /** Registers a client, or changes one. */
  client: OAuthClients["save"];
  newSecret: OAuthClients["newSecret"];
  trustIssuer(issuer: TrustedIssuer): void;
  /** Tokens that are still good; of what they are themselves, nothing. */
  tokens(): readonly TokenView[];
  /** Revokes all tokens that fit, as an administrator does under "Manage Tokens". Answers how many. */
  revoke(which?: {
    readonly kind?: TokenView["kind"];
    readonly userName?: string;
    readonly clientId?: string;
  }): number;
};

export type TokenView = {
  readonly sysId: string;
  readonly kind: "access_token" | "refresh_token";
  readonly userName: string;
  readonly clientId: string;
  readonly scope: string;
  readonly expiresUtc: string;
};

export function makeOAuthAdmin({ instance, clients, tokens, identityTokens }: Sandbox): OAuthAdmin {
  const { store } = instance;
  const viewOf = ({ sysId, values }: StoredRecord): TokenView => ({
    sysId,
    kind: values["type"] === "refresh_token" ? "refresh_token" : "access_token",
    userName: store.find("sys_user", values["user"] ?? "")?.values["user_name"] ?? "",
    clientId: store.find("oauth_entity", values["peer"] ?? "")?.values["client_id"] ?? "",
    scope: values["scope"] ?? "",
    expiresUtc: new Date(fromGlideTime(values["expires"] ?? "") ?? 0).toISOString(),
  });
  return {
    client: (clientId, change) => clients.save(clientId, change),
    newSecret: (clientId, formerGoodForMs) => clients.newSecret(clientId, formerGoodForMs),
    trustIssuer: (issuer) => identityTokens.trust(issuer),
    tokens: () => tokens.list().map(viewOf),
    revoke({ kind, userName, clientId } = {}) {
      const fitting = tokens.list().filter((record) => {
        const view = viewOf(record);
        return (
          (kind === undefined || view.kind === kind) &&
          (userName === undefined || view.userName === userName) &&
          (clientId === undefined || view.clientId === clientId)
        );
      });
      for (const { values } of fitting) tokens.revoke(values["token"] ?? "");
      return fitting.length;
    },
  };
}

/** Clients, trusted issuers and tokens, under `/sandbox/api/oauth`. */
export function oauthAdminApi(sandbox: Sandbox): Hono {
  const admin = makeOAuthAdmin(sandbox);
  const app = new Hono();

  const clientView = ({ table, values }: StoredRecord) => ({
    clientId: values["client_id"],
    name: values["name"],
    type: table,
    active: values["active"] === "true",
    redirectUrls: (values["redirect_url"] ?? "").split(",").filter(Boolean),
    accessTokenLifespanSeconds: Number(values["access_token_lifespan"]),
    refreshTokenLifespanSeconds: Number(values["refresh_token_lifespan"]),
    isPublic: values["public_client"] === "true",
  });
  app.get("/clients", (c) => c.json({ clients: sandbox.clients.all().map(clientView) }));
  app.post("/clients/:clientId", async (c) => {
    const change = Change.parse(await c.req.json());
    return c.json(clientView(admin.client(c.req.param("clientId"), change)));
  });
  app.post("/clients/:clientId/secret", async (c) => {
    const clientId = c.req.param("clientId");
    if (sandbox.clients.find(clientId) === undefined) return c.json({ error: "No such client" }, 404);
    const { formerSecretGoodForMs } = NewSecret.parse(await c.req.json());
    return c.json({ clientId, clientSecret: admin.newSecret(clientId, formerSecretGoodForMs) });
  });
  app.post("/issuers", async (c) => {
    const { keys, ...issuer } = Issuer.parse(await c.req.json());
    admin.trustIssuer({ ...issuer, keys });
    return c.json(issuer);
  });
  app.get("/tokens", (c) => c.json({ tokens: admin.tokens() }));
  app.delete("/tokens", (c) => {
    const kind = c.req.query("kind");
    const userName = c.req.query("userName");
    const clientId = c.req.query("clientId");
    const revoked = admin.revoke({
      ...(kind !== undefined && { kind: kind === "refresh_token" ? kind : "access_token" }),
      ...(userName !== undefined && { userName }),
      ...(clientId !== undefined && { clientId }),
    });
    return c.json({ revoked });
  });
  return app;
}
