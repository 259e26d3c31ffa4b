import type { AuditTrail } from "./audit/audit.ts";
import type { DeadLetterActions } from "./deadLetters/deadLetterActions.ts";
import type { DeadLetterFilter } from "./deadLetters/deadLetterFilter.ts";
import type { DeadLetterDetail, DeadLetterPage } from "./deadLetters/deadLetterQueries.ts";
import type { AcceptedDelivery } from "./delivery/acceptAlert.ts";
import type { CheckReport } from "./connections/checks/checkReport.ts";
import type { CheckWish } from "./connections/checks/checkConnection.ts";
import type { Authorisation } from "./connections/authorisation/authorisation.ts";
import type { CareCounts } from "./connectionCare/careForConnections.ts";
import type { Synced } from "./connectionCare/syncByHand.ts";
import type { PutResult } from "./connections/manage/putConnection.ts";
import type { RemovedConnection } from "./connections/manage/removeConnection.ts";
import type { ConnectionView } from "./connections/manage/showConnection.ts";
import type { Resumed, ResumeWish } from "./connections/resumeConnection.ts";
import type { DeliveryOutcome } from "./delivery/outcome.ts";
import type { ConnectionStatus } from "./status/connectionStatus.ts";
import type { ConnectionList } from "./status/statusQueries.ts";
import type { ErasureReport } from "./erasure/erase.ts";
import type { RetentionCounts } from "./retention/retentionPolicy.ts";
import type { DeliveryView } from "./tickets/deliveryView.ts";
import type { Page, TicketFilter, TicketPage, TicketWithJournal } from "./tickets/ticketQueries.ts";

export type ReadinessCheck = {
  readonly name: "storage" | "queue" | "connection" | "start";
  readonly status: "ok" | "failed";
  readonly detail: string;
};

/** `notReady` only if alerts could not be taken in: a connection that is down does not keep them from being kept. */
export type Readiness = { readonly status: "ready" | "notReady"; readonly checks: readonly ReadinessCheck[] };

/** The whole bridge, put together: what triggers call. Every method throws BridgeError. */
export type Bridge = {
  /** Once `within` is aborted nobody waits for it any more: it gives up. */
  readonly accept: (
    body: string,
    route: string | null,
    within?: AbortSignal,
  ) => Promise<readonly AcceptedDelivery[]>;
  readonly deliver: (message: unknown) => Promise<DeliveryOutcome>;
  readonly captureDeadLetter: (message: unknown, queuedAtUtc?: string) => Promise<void>;
  /** Tries alone what the host gave up on; `queuedAtUtc`: when that was. */
  readonly capturePoison: (message: unknown, queuedAtUtc?: string) => Promise<void>;
  /** Returns how many messages it put back. */
  readonly sweep: () => Promise<number>;
  /** Removes what somebody wants forgotten, or a part of it: then its continuation goes on. `who`: for the audit trail; `body`: what the request asks for. */
  readonly erase: (who: string, body: unknown) => Promise<ErasureReport>;
  /** Removes what has been kept for as long as the settings say. */
  readonly removeOld: () => Promise<RetentionCounts>;
  readonly readiness: () => Promise<Readiness>;
  readonly queries: {
    readonly tickets: (page: Page, filter?: TicketFilter) => Promise<TicketPage>;
    readonly ticket: (correlationId: string, page: Page) => Promise<TicketWithJournal>;
    readonly delivery: (id: string, page: Page) => Promise<DeliveryView>;
    readonly deadLetters: (filter: DeadLetterFilter, page: Page) => Promise<DeadLetterPage>;
    readonly deadLetter: (id: string) => Promise<DeadLetterDetail>;
  };
  readonly deadLetters: DeadLetterActions;
  readonly audit: AuditTrail["newest"];
  /** Looks at the bridge itself, and warns of what lasts too long. */
  readonly watchItself: () => Promise<void>;
  readonly status: {
    readonly connections: () => Promise<ConnectionList>;
    readonly connection: (name: string) => Promise<ConnectionStatus>;
  };
  readonly authorisation: Authorisation;
  readonly care: {
    /** For the timer: renews access, warns of what ends, synchronises what is due. */
    readonly run: () => Promise<CareCounts>;
    /** Reads what an instance is configured with, now. `who`: for the audit trail. */
    readonly sync: (connection: string, who: string) => Promise<Synced>;
  };
  readonly connections: {
    readonly show: (name: string) => Promise<ConnectionView>;
    /** Adds or changes; `isNew`: it has to be a new one; `isDryRun`: only looks whether that could be done. `body`: what describes it, and secrets that were typed in. */
    readonly put: (
      name: string,
      body: unknown,
      wish: { readonly who: string; readonly isNew: boolean; readonly isDryRun: boolean },
    ) => Promise<PutResult>;
    readonly replaceCredentials: (name: string, body: unknown, who: string) => Promise<PutResult>;
    readonly remove: (
      name: string,
      wish: { readonly who: string; readonly reason: string | null },
    ) => Promise<RemovedConnection>;
  };
  readonly pacing: {
    /** Ends the rest of a connection by hand. */
    readonly resume: (connection: string, wish: ResumeWish) => Promise<Resumed>;
  };
  readonly checks: {
    /** Looks at a connection from end to end. */
    readonly connection: (name: string, wish: CheckWish) => Promise<CheckReport>;
  };
  readonly close: () => Promise<void>;
};
