import { once } from "node:events";
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";

import { selfSignedCertificate } from "../selfSignedCertificate.ts";

export const tenantId = "6f0f7a3e-5a1c-4a53-9a4e-0c0f1b6f2d11";
export const application = { clientId: "b1a7c0de-0000-4000-8000-00000000c001", secret: "entra-secret-1" };

type Refusal = { readonly status: number; readonly body: unknown } | "drop" | "silence";

export type EntraDouble = {
  /** Of the login endpoint, for `authorityHost`. */
  readonly authorityHost: string;
  /** Settings with which an app finds its managed identity here, as in Azure. */
  readonly identity: { readonly IDENTITY_ENDPOINT: string; readonly IDENTITY_HEADER: string };
  /** PEM, that the SDK has to trust. */
  readonly certificate: string;
  /** Settings with which a process finds its login endpoint here, under the name that it has in Azure. */
  readonly here: Readonly<Record<string, string>>;
  readonly issuer: string;
  /** With which whoever takes its tokens checks them. */
  readonly keys: readonly JWK[];
  /** Secrets of the app registration that are good. */
  readonly secrets: Set<string>;
  /** Requests for tokens: `login <resource>` or `identity <resource> <client id>`. */
  readonly asked: string[];
  /** Every token that it has given. */
  readonly given: string[];
  /** Decides for every request for a token; may be replaced at any time. */
  refuse: () => Refusal | undefined;
  close(): Promise<void>;
};

type Options = {
  /** What its tokens say of who has asked, in place of the client id: whom the instance is to take the bearer for. */
  readonly knownAs?: string;
};

const identityHeader = "contoso-identity-header";
const lifeS = 3_600;

/** What https://login.microsoftonline.com answers to client credentials, and what an app in Azure is answered by its identity's endpoint. */
export async function startEntra({ knownAs }: Options = {}): Promise<EntraDouble> {
  const { privateKey, publicKey } = await generateKeyPair("RS256");
  const issuer = `https://login.microsoftonline.com/${tenantId}/v2.0`;
  const { key, cert } = selfSignedCertificate("localhost");

  const answer = (handle: (incoming: IncomingMessage) => Promise<Refusal>) => {
    return (incoming: IncomingMessage, outgoing: ServerResponse) => {
      handle(incoming).then(
        (given) => {
          if (given === "silence") return;
          if (given === "drop") incoming.socket.destroy();
          else {
            outgoing.writeHead(given.status, { "content-type": "application/json" });
            outgoing.end(JSON.stringify(given.body));
          }
        },
        () => incoming.socket.destroy(),
      );
    };
  };
  const login = createHttpsServer({ key, cert }, answer(atLogin));
  const endpoint = createHttpServer(answer(atIdentity));
  for (const server of [login, endpoint]) {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  }
  const portOf = (server: typeof endpoint) => (server.address() as AddressInfo).port;
  const authorityHost = `https://localhost:${portOf(login)}`;

  const entra: EntraDouble = {
    authorityHost,
    identity: {
      IDENTITY_ENDPOINT: `http://127.0.0.1:${portOf(endpoint)}/msi/token`,
      IDENTITY_HEADER: identityHeader,
    },
    certificate: cert,
    here: {
      NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, "entraHere.ts")).href}`,
      ENTRA_PORT: String(portOf(login)),
      ENTRA_CERTIFICATE: cert,
    },
    issuer,
    keys: [{ ...(await exportJWK(publicKey)), kid: "1", alg: "RS256" }],
    secrets: new Set([application.secret]),
    asked: [],
    given: [],
    refuse: () => undefined,
    async close() {
      for (const server of [login, endpoint].filter(({ listening }) => listening)) {
        server.closeAllConnections();
        server.close();
        await once(server, "close");
      }
    },
  };

  async function sign(audience: string, appid: string): Promise<string> {
    const token = await new SignJWT({ appid: knownAs ?? appid, serial: entra.asked.length })
      .setProtectedHeader({ alg: "RS256", kid: "1" })
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(`${lifeS}s`)
      .sign(privateKey);
    entra.given.push(token);
    return token;
  }

  /** https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow */
  async function atLogin(incoming: IncomingMessage): Promise<Refusal> {
    const { pathname } = new URL(incoming.url ?? "", authorityHost);
    if (pathname.endsWith("/.well-known/openid-configuration")) {
      // As it was called: under its own name, too (entraHere.ts).
      const base = `https://${incoming.headers.host ?? ""}/${tenantId}`;
      return {
        status: 200,
        body: {
          token_endpoint: `${base}/oauth2/v2.0/token`,
          authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
          jwks_uri: `${base}/discovery/v2.0/keys`,
          issuer: `${base}/v2.0`,
        },
      };
    }
    const form = new URLSearchParams(await text(incoming));
    const audience = (form.get("scope") ?? "").split(" ")[0]?.replace(/\/\.default$/, "") ?? "";
    entra.asked.push(`login ${audience}`);
    const refused = entra.refuse();
    if (refused !== undefined) return refused;
    if (!entra.secrets.has(form.get("client_secret") ?? "")) {
      return refusal(401, 7_000_215, "invalid_client", "Invalid client secret provided.");
    }
    const access_token = await sign(audience, form.get("client_id") ?? "");
    return {
      status: 200,
      body: { token_type: "Bearer", expires_in: lifeS, ext_expires_in: lifeS, access_token },
    };
  }

  /** https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference */
  async function atIdentity(incoming: IncomingMessage): Promise<Refusal> {
    const { searchParams } = new URL(incoming.url ?? "", entra.identity.IDENTITY_ENDPOINT);
    const resource = searchParams.get("resource") ?? "";
    const clientId = searchParams.get("client_id") ?? "";
    entra.asked.push(`identity ${resource} ${clientId}`.trim());
    const refused = entra.refuse();
    if (refused !== undefined) return refused;
    if (incoming.headers["x-identity-header"] !== identityHeader) {
      return { status: 401, body: { statusCode: 401, message: "Unauthorized" } };
    }
    const access_token = await sign(resource, clientId || application.clientId);
    const expires_on = String(Math.floor(Date.now() / 1000) + lifeS);
    return { status: 200, body: { access_token, expires_on, resource, token_type: "Bearer" } };
  }
  return entra;
}

/** An answer of Entra's, with the lines that it adds to each. */
export function refusal(status: number, number: number, error: string, what: string): Refusal {
  const ids =
    "Trace ID: 11111111-0000-4000-8000-000000000000 Correlation ID: 22222222-0000-4000-8000-000000000000";
  return {
    status,
    body: {
      error,
      error_description: `AADSTS${number}: ${what} ${ids} Timestamp: 2027-03-01 12:00:00Z`,
      error_codes: [number],
    },
  };
}
