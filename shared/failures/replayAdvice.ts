import { catalogue, type ErrorCode } from "./catalogue.ts";

/** They answer a request and leave nothing behind that could be replayed. */
const answersOnly: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "ALERT_NOT_JSON",
  "ALERT_TOO_LARGE",
  "ALERT_TOO_SLOW",
  "BRIDGE_BUSY",
  "BRIDGE_STARTING",
  "CONNECTION_CHOICES_EMPTY",
  "CONNECTION_CONFIGURATION_UNREADABLE",
  "CONNECTION_CREDENTIALS_END",
  "CONNECTION_SYNC_RUNNING",
  "DISCARD_NOT_POSSIBLE",
  "DISCARD_REASON_MISSING",
  "METHOD_NOT_ALLOWED",
  "NOT_FOUND",
  "REPLAY_NOT_POSSIBLE",
  "REPLAY_UNDER_WAY",
  "REQUEST_INVALID",
]);

/** Whether replaying a dead letter with this code can help, in a sentence. */
export function replayAdvice(code: ErrorCode): string {
  if (answersOnly.has(code))
    return "There is nothing to replay: the request was answered, and nothing was kept.";
  if (code === "MESSAGE_UNREADABLE") {
    return "No: what was kept is no message of the bridge. Post the alert again if you know it.";
  }
  return catalogue[code].retry === "later"
    ? "Yes: it becomes a dead letter only after its last attempt; replay it when the cause is gone."
    : "Only after what the resolution names has been changed; before that it fails again in the same way.";
}
