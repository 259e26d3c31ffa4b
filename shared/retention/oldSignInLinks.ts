import { type RetentionParts, utc } from "./retentionTask.ts";

/** Those that are over stay for a while, so that whoever comes late reads what has become of them. */
const keepEndedMs = 24 * 60 * 60_000;

/** Links for signing in name who asked for them and who has signed in: they go soon. */
export async function* oldSignInLinks({ signInLinks, clock }: RetentionParts): AsyncGenerator<number> {
  yield await signInLinks.removeEnded(utc(clock.nowMs() - keepEndedMs));
}
