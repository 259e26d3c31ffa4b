import { discardLetter, type DiscardParts } from "./discardLetter.ts";
import { discardMany } from "./discardMany.ts";
import { parseDiscard, parseDiscardMany, parseReplay, parseReplayMany } from "./parseActions.ts";
import { rehearseMany, type RehearseParts, rehearseReplay } from "./rehearseReplay.ts";
import { replayLetter, type ReplayParts } from "./replayLetter.ts";
import { replayMany } from "./replayMany.ts";

/** What people do about dead letters. `who`: for the audit trail; `body`: what the request asks for. */
export function deadLetterActions(parts: ReplayParts & DiscardParts & RehearseParts) {
  return {
    rehearse: (id: string, body: unknown) => rehearseReplay(parts, id, parseReplay(body).as),
    rehearseMany: (body: unknown) => rehearseMany(parts, parseReplayMany(body)),
    replay: (id: string, who: string, body: unknown) =>
      replayLetter(parts, id, { ...parseReplay(body), who }),
    replayMany: (who: string, body: unknown) => replayMany(parts, { ...parseReplayMany(body), who }),
    discard: (id: string, who: string, body: unknown) =>
      discardLetter(parts, id, { ...parseDiscard(body), who }),
    discardMany: (who: string, body: unknown) => discardMany(parts, { ...parseDiscardMany(body), who }),
  };
}

export type DeadLetterActions = ReturnType<typeof deadLetterActions>;
