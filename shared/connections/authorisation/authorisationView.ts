import { BridgeError } from "../../failures/bridgeError.ts";
import type { ErrorCode } from "../../failures/catalogue.ts";
import { catalogue } from "../../failures/catalogue.ts";
import type { Account } from "./account.ts";
import type { AuthorisationParts } from "./authorisationParts.ts";
import { isAuthorisationId } from "./linkSecrets.ts";
import type { AccessEnds, PendingAuthorisation } from "./pendingAuthorisation.ts";

/** What has become of a link; nothing in it is secret. */
export type AuthorisationView = {
  readonly id: string;
  readonly connection: string;
  /** `expired`: nobody came in time, or came back in time. */
  readonly state: "waiting" | "signingIn" | "exchanging" | "authorised" | "failed" | "expired";
  readonly endsUtc: string;
  readonly redirectUri: string;
  readonly account: Account | null;
  readonly ends: AccessEnds | null;
  /** Whether the browser in which it failed may still begin anew. */
  readonly mayTryAgain: boolean;
  readonly problem: {
    readonly code: ErrorCode;
    readonly title: string;
    readonly detail: string;
    readonly resolution: string;
    readonly atUtc: string;
  } | null;
};

/** Throws BridgeError NOT_FOUND, STORAGE_UNAVAILABLE. */
export async function viewAuthorisation(
  { pending: links, clock }: Pick<AuthorisationParts, "pending" | "clock">,
  connection: string,
  id: string,
): Promise<AuthorisationView> {
  const stored = isAuthorisationId(id) ? await links.read(id) : undefined;
  if (stored?.pending.connection !== connection) {
    throw new BridgeError("NOT_FOUND", `No authorisation of "${connection}" has this id`);
  }
  const { pending } = stored;
  const { progress, endsUtc, redirectUri } = pending;
  const isOver = clock.nowMs() >= Date.parse(endsUtc);
  const isEnded = progress.at === "authorised" || progress.at === "failed";
  return {
    id,
    connection,
    state: isOver && !isEnded ? "expired" : progress.at,
    endsUtc,
    redirectUri,
    account: progress.at === "authorised" ? progress.account : null,
    ends: progress.at === "authorised" ? progress.ends : null,
    mayTryAgain: progress.at === "failed" && !isOver,
    problem: problemOf(pending, isOver),
  };
}

function problemOf(
  { progress, endsUtc, redirectUri }: PendingAuthorisation,
  isOver: boolean,
): AuthorisationView["problem"] {
  if (progress.at === "failed") return describe(progress.code, progress.detail, progress.atUtc);
  if (!isOver || progress.at === "authorised") return null;
  const detail =
    progress.at === "waiting"
      ? "Nobody opened the link and pressed its button in time"
      : `A browser was sent to ServiceNow at ${progress.sinceUtc} and did not come back in time. If ServiceNow showed an error about the redirect URL, it has to be ${redirectUri}`;
  return describe("AUTHORISATION_EXPIRED", detail, endsUtc);
}

function describe(code: ErrorCode, detail: string, atUtc: string): AuthorisationView["problem"] {
  const { title, resolution } = catalogue[code];
  return { code, title, detail, resolution, atUtc };
}
