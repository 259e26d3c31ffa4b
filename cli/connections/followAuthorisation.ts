import type { AuthorisationState } from "./authorisationAnswers.ts";

type Parts = {
  readonly ask: () => Promise<AuthorisationState>;
  /** Each new state, and each new failure. */
  readonly onChange: (state: AuthorisationState) => void;
  readonly waitMs: (delayMs: number) => Promise<void>;
};

const pauseMs = 1_000;

/**
 * Until a link has done its work or is over. One that failed is waited for as long as its browser may try again; what is
 * returned in the end is then that failure.
 */
export async function followAuthorisation({ ask, onChange, waitMs }: Parts): Promise<AuthorisationState> {
  let failed: AuthorisationState | undefined;
  let told: string | undefined;
  for (;;) {
    const now = await ask();
    if (now.state === "authorised") return now;
    if (now.state === "expired") return failed ?? now;
    if (now.state === "failed") {
      if (now.mayTryAgain !== true) return now;
      failed = now;
    }
    const sight = `${now.state} ${now.problem?.atUtc ?? ""}`;
    if (sight !== told) onChange(now);
    told = sight;
    await waitMs(pauseMs);
  }
}
