import type { CallObserver } from "../delivery/ports.ts";

/** What a token is asked for with. `grant`: whatever the connection's grant has without a person (client credentials, a signed assertion, a managed identity, a password from the settings). */
export type TokenRequest =
  | { readonly by: "grant" }
  | { readonly by: "refreshToken"; readonly refreshToken: string }
  | { readonly by: "password"; readonly userName: string; readonly password: string }
  | {
      readonly by: "code";
      readonly code: string;
      readonly codeVerifier: string;
      readonly redirectUri: string;
    };

export type IssuedTokens = {
  readonly accessToken: string;
  /** Left out: none was given; what there was stays good. */
  readonly refreshToken?: string;
  /** From now on. Inside a token's lifetime ServiceNow hands out the same one, and this counts down. */
  readonly expiresInMs: number;
};

/** Where a connection's tokens come from. Every method throws BridgeError; nothing has been written at the partner then. */
export interface TokenIssuer {
  /** Whether `{ by: "grant" }` works without a person. */
  readonly needsNobody: boolean;
  request(request: TokenRequest, observe: CallObserver): Promise<IssuedTokens>;
  /** ServiceNow asks nobody who revokes. */
  revoke(token: string, observe: CallObserver): Promise<void>;
  /** Of what the request would show (credentials and all): says whether that is still the same, and nothing of what it is. */
  fingerprint(request: TokenRequest): Promise<string>;
  /** Learned from the partner's answers; also told what other instances have learned. Left out: nobody looks at clocks. */
  readonly partnerClock?: PartnerClock;
  /** What must never be shown, as of now. */
  secrets(): readonly string[];
}

/**
 * Looks at new tokens before anybody keeps or uses them: third parameter of `ConnectionTokens.authorise(request, observe,
 * accept)`. If it throws BridgeError, they are revoked, nothing is stored, what was stored before stays, and the error goes on
 * to the caller.
 */
export type AcceptTokens = (issued: IssuedTokens, observe: CallObserver) => Promise<void>;

/** How far the partner's clock is ahead of ours; negative: behind. */
export type PartnerClock = {
  aheadMs(): number | undefined;
  know(aheadMs: number): void;
};
