import * as z from "zod";
import type { Answer } from "../answer.ts";
import { classifyAnswer } from "../classifyAnswer.ts";
import { describe, type Diagnosis } from "../errorTexts.ts";
import type { ServiceNowCode } from "../mayHaveHappened.ts";

export type TokenReply = {
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  readonly expiresInMs: number;
};

type ClassifiedToken =
  { readonly kind: "granted"; readonly reply: TokenReply } | ({ readonly kind: "failure" } & Diagnosis);

/** The platform's default lifetime, for a reply that does not say. */
const defaultLifetimeS = 1_800;

/** No access token lives for longer; what says so is wrong. */
const longestLifetimeS = 10 * 366 * 24 * 60 * 60;

const Granted = z.object({
  // RFC 6749, appendix A.12, without the space: it goes into a header.
  access_token: z.string().regex(/^[\x21-\x7E]+$/),
  refresh_token: z.string().min(1).optional().catch(undefined),
  expires_in: z
    .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
    .pipe(z.number().nonnegative().max(longestLifetimeS))
    .catch(defaultLifetimeS),
});
const Refused = z.object({ error: z.string().min(1), error_description: z.string().optional() });

/**
 * RFC 6749, section 5.2. ServiceNow says `server_error` to nearly everything and these rarely; what is not among them is
 * a refusal whose reason only ServiceNow's log knows.
 */
const codeByError: Readonly<Record<string, ServiceNowCode>> = {
  invalid_client: "SERVICENOW_CLIENT_REJECTED",
  invalid_grant: "SERVICENOW_GRANT_REJECTED",
  unauthorized_client: "SERVICENOW_GRANT_NOT_ALLOWED",
  unsupported_grant_type: "SERVICENOW_GRANT_NOT_ALLOWED",
};

/** What an answer of `/oauth_token.do` means: the one place that knows. An `error` inside of a 200 is none the less one. */
export function classifyTokenAnswer(
  answer: Answer,
  { isDeveloperInstance, grantType }: { readonly isDeveloperInstance: boolean; readonly grantType: string },
): ClassifiedToken {
  const { status } = answer;
  const json = parse(answer.text);
  const refused = Refused.safeParse(json);
  if (refused.success || ((status === 401 || status === 400) && !isPage(answer))) {
    const { error, error_description: description } = refused.data ?? { error: "no reason given" };
    const said = describe({ message: error, detail: description ?? "" });
    return {
      kind: "failure",
      code: codeByError[error] ?? "SERVICENOW_TOKEN_REFUSED",
      detail: `${status} to the ${grantType} grant: ${said}`,
      basis: refused.success ? "text" : "status",
    };
  }
  const granted = Granted.safeParse(json);
  if (status === 200 && granted.success) {
    const { access_token: accessToken, refresh_token: refreshToken, expires_in: lifetimeS } = granted.data;
    return { kind: "granted", reply: { accessToken, refreshToken, expiresInMs: lifetimeS * 1000 } };
  }
  const classified = classifyAnswer(answer, { isWrite: false, isDeveloperInstance });
  const isStrange = classified.kind === "success" || classified.code === "SERVICENOW_UNEXPECTED_RESPONSE";
  if (isStrange && status >= 200 && status < 300) {
    return {
      kind: "failure",
      code: "SERVICENOW_TOKEN_REPLY_INVALID",
      detail: `${status} without an access token`,
      basis: "text",
    };
  }
  if (classified.kind === "success") throw new Error(`${status} is no success`);
  if (classified.code === "SERVICENOW_CREDENTIALS_REJECTED") {
    return { ...classified, code: "SERVICENOW_TOKEN_REFUSED" };
  }
  return classified;
}

function isPage(answer: Answer): boolean {
  return /^\s*</.test(answer.text);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
