import { app } from "@azure/functions";

import type { LazyBridge } from "../shared/composeLazily.ts";
import { captureDeadLetter, capturePoison } from "./captureDeadLetter.ts";
import { deliverWork } from "./deliverWork.ts";

const connection = "BRIDGE_STORAGE";

/** What waits in queues: work, and what has become of it. */
export function registerQueues(bridge: LazyBridge["get"]): void {
  app.storageQueue("deliverWork", { queueName: "bridge-work", connection, handler: deliverWork(bridge) });
  // Of severity 0 and 1: not behind everything else.
  app.storageQueue("deliverCriticalWork", {
    queueName: "bridge-work-critical",
    connection,
    handler: deliverWork(bridge),
  });
  app.storageQueue("captureDeadLetter", {
    queueName: "bridge-dead-letters",
    connection,
    handler: captureDeadLetter(bridge),
  });
  app.storageQueue("capturePoison", {
    queueName: "bridge-work-poison",
    connection,
    handler: capturePoison(bridge),
  });
  app.storageQueue("captureCriticalPoison", {
    queueName: "bridge-work-critical-poison",
    connection,
    handler: capturePoison(bridge),
  });
}
