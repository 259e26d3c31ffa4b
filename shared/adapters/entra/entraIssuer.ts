import type { TokenCredential } from "@azure/identity";
import type { ConnectionGrant, SecretReference } from "../../connections/connection.ts";
import type { Clock } from "../../delivery/ports.ts";
import { BridgeError } from "../../failures/bridgeError.ts";
import { fingerprints } from "../../tokens/fingerprints.ts";
import type { TokenIssuer } from "../../tokens/tokenIssuer.ts";
import { entraFailure } from "./entraFailure.ts";

type EntraGrant = Extract<ConnectionGrant, { readonly kind: "entra" }>;

export type EntraIssuerOptions = {
  readonly grant: EntraGrant;
  readonly resolve: (reference: SecretReference) => Promise<string>;
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Whether the platform has said where the app's managed identity is (IDENTITY_ENDPOINT). */
  readonly hasIdentity: () => Promise<boolean>;
  /** Options of the SDK's credentials: another authority, or what a test's server needs. */
  readonly credentialOptions?: Readonly<Record<string, unknown>> | undefined;
};

/** How it is called in the journal: the SDK knows the address. */
const askedFor = "/token (Microsoft Entra ID)";

/** Tokens of Microsoft Entra ID, which ServiceNow takes as they are. They cannot be revoked; they end after an hour or a day. */
export function entraIssuer({
  grant,
  resolve,
  clock,
  timeoutMs,
  hasIdentity,
  credentialOptions,
}: EntraIssuerOptions): TokenIssuer {
  const { audience, application, managedIdentityClientId } = grant;
  const scope = `${audience.replace(/\/\.default$/, "")}/.default`;
  const fingerprintOf = fingerprints(`entra ${audience}`);
  let known: { readonly secret: string; readonly credential: TokenCredential } | undefined;

  const secretOf = () => (application === null ? Promise.resolve("") : resolve(application.clientSecret));

  /** One for as long as its secret stays: it keeps connections, and knows when to ask again. */
  async function credential(): Promise<TokenCredential> {
    const secret = await secretOf();
    if (known?.secret !== secret) known = { secret, credential: await open(secret) };
    return known.credential;
  }

  async function open(secret: string): Promise<TokenCredential> {
    const identity = await import("@azure/identity");
    const options = { ...credentialOptions, retryOptions: { maxRetries: 1 } };
    if (application !== null) {
      const { tenantId, clientId } = application;
      return new identity.ClientSecretCredential(tenantId, clientId, secret, options);
    }
    return managedIdentityClientId === null
      ? new identity.DefaultAzureCredential(options)
      : new identity.ManagedIdentityCredential({ ...options, clientId: managedIdentityClientId });
  }

  return {
    needsNobody: true,
    async request(request, observe) {
      if (request.by !== "grant") throw new Error(`Entra ID is not asked by ${request.by} here`);
      const startedMs = clock.nowMs();
      const said = (status: number | undefined, code?: BridgeError["code"]) =>
        observe({
          method: "POST",
          path: askedFor,
          status,
          durationMs: clock.nowMs() - startedMs,
          ...(code === undefined ? {} : { code }),
        });
      try {
        const token = await withinTime((await credential()).getToken(scope), timeoutMs);
        if (token === null) throw new BridgeError("ENTRA_TOKEN_REFUSED", "It gave no token");
        said(200);
        // The SDK's moment is by the machine's own clock.
        return {
          accessToken: token.token,
          expiresInMs: Math.max(token.expiresOnTimestamp - clock.nowMs(), 0),
        };
      } catch (error) {
        const failure = entraFailure(error, { hasIdentity: await hasIdentity() });
        if (failure === undefined) throw error;
        said(undefined, failure.code);
        throw failure;
      }
    },
    revoke: () => Promise.resolve(),
    async fingerprint() {
      const { tenantId = "", clientId = managedIdentityClientId ?? "" } = application ?? {};
      return fingerprintOf([tenantId, clientId, await secretOf()]);
    },
    secrets: () => (known === undefined || known.secret === "" ? [] : [known.secret]),
  };
}

/** The SDK takes a signal and heeds it only between its own steps: an endpoint that is silent would hold a turn for good. */
function withinTime<T>(promised: Promise<T>, timeoutMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new BridgeError("ENTRA_UNAVAILABLE", `No answer within ${timeoutMs} ms`));
    }, timeoutMs);
    promised.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
