import { randomUUID } from "node:crypto";

import type { AuditTrail } from "../audit/audit.ts";
import type { Bridge } from "../bridge.ts";
import { careForConnections } from "../connectionCare/careForConnections.ts";
import { makeCareOrder } from "../connectionCare/careOrder.ts";
import { makeForgetRemoved } from "../connectionCare/forgetRemoved.ts";
import { syncByHand, type SyncByHandParts } from "../connectionCare/syncByHand.ts";
import { syncConnection } from "../connectionCare/syncConnection.ts";
import type { ConnectionStates } from "../connections/connectionState.ts";
import type { ConnectionStore } from "../connections/connectionStore.ts";
import type { OpenConnections } from "../connections/openConnections.ts";
import type { Pacing } from "../delivery/pacing.ts";
import type { Clock } from "../delivery/ports.ts";
import type { LookAtSecret } from "../secrets/resolveSecret.ts";
import { logLine } from "./logLine.ts";
import { runLater } from "./runLater.ts";

type Parts = {
  readonly connections: OpenConnections;
  readonly setups: ConnectionStore;
  readonly lookAtSecret: LookAtSecret;
  readonly states: ConnectionStates;
  readonly pacing: Pacing;
  readonly resume: Bridge["pacing"]["resume"];
  readonly audit: AuditTrail;
  readonly clock: Clock;
};

/** Longer than renewing takes where a partner is slow; a first synchronisation that takes longer goes on beside. */
const longestCareMs = 30_000;
/** Well before the next run is due, and within the host's limit for one call, which host.json sets. */
const longestRunMs = 100_000;

/** What keeps connections alive by itself, and the same by hand. */
export function openCare({ audit, resume, ...parts }: Parts): Bridge["care"] {
  const sync = { ...parts, log: logLine, newId: randomUUID };
  const order = makeCareOrder();
  const forgetRemoved = makeForgetRemoved();
  const byHand: SyncByHandParts = {
    ...sync,
    audit,
    resume: (name, who) => resume(name, { who, reason: "It is being synchronised" }),
  };
  return {
    run: () =>
      careForConnections({
        ...sync,
        sync: (name) => syncConnection(sync, name),
        schedule: runLater,
        order,
        forgetRemoved,
        longestMs: longestCareMs,
        longestRunMs,
      }),
    sync: (name, who) => syncByHand(byHand, name, who),
  };
}
