import type { PutConnection } from "../../connections/connectionAnswers.ts";
import { nextText, putText } from "../../render/connectionText.ts";
import type { Session } from "../../session.ts";
import { readIfNew } from "./readIfNew.ts";

/** What was done, and what comes next; that is done at once where nobody has to sign in. */
export async function tellPut(session: Session, put: PutConnection): Promise<void> {
  if (session.isJson) {
    session.sayJson(put);
    return;
  }
  session.say(putText(put).join("\n"));
  const isTried = !put.next.includes("authorize") && put.next.includes("sync");
  const isReady = isTried && (await readIfNew(session, put.connection)) === "ready";
  const next = isReady ? put.next.filter((step) => step !== "sync") : put.next;
  if (next.length > 0) session.say(nextText({ ...put, next }).join("\n"));
}
