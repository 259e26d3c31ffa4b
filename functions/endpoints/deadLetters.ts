import type { LazyBridge } from "../../shared/composeLazily.ts";
import {
  discardDeadLetter,
  discardDeadLetters,
  replayDeadLetter,
  replayDeadLetters,
} from "../deadLetterActions.ts";
import { listDeadLetters, showDeadLetter } from "../lookUp.ts";
import { keyed } from "./keyed.ts";

/** What could not be delivered, and what people do about it. */
export function registerDeadLetters(bridge: LazyBridge["get"], signIn: boolean): void {
  keyed("GET", "api/dead-letters", "listDeadLetters", listDeadLetters(bridge));
  keyed("GET", "api/dead-letters/{id}", "showDeadLetter", showDeadLetter(bridge));
  keyed("POST", "api/dead-letters/replay", "replayDeadLetters", replayDeadLetters(bridge, signIn));
  keyed("POST", "api/dead-letters/{id}/replay", "replayDeadLetter", replayDeadLetter(bridge, signIn));
  keyed("POST", "api/dead-letters/discard", "discardDeadLetters", discardDeadLetters(bridge, signIn));
  keyed("POST", "api/dead-letters/{id}/discard", "discardDeadLetter", discardDeadLetter(bridge, signIn));
}
