import type { AlertFamily, AlertSeverity } from "../alerts/alert.ts";
import type { StormPolicy } from "../storms/storm.ts";
import type { Fallbacks, Level, WorkItemKind } from "../workItems/workItem.ts";

/** Which alerts a route wants. Everything left out accepts everything. */
export type RouteMatch = {
  readonly severities?: readonly AlertSeverity[];
  readonly families?: readonly AlertFamily[];
  readonly subscriptionIds?: readonly string[];
  /** Rule names; `*` stands for any characters; compared without case. */
  readonly ruleNames?: readonly string[];
};

/** What of an alert makes it the same ticket as another: its own identity if nothing is named. */
export type GroupField = "rule" | "target" | "severity" | "subscription";

export type RoutePolicy = {
  /** A fired alert whose resolved is already known. */
  readonly alreadyOver: "createAndResolve" | "skip";
  /** What the last member's resolved does. */
  readonly onResolved: "resolve" | "note";
  /** The same, when a person has taken the ticket. */
  readonly whenTaken: "resolve" | "note" | "leave";
  readonly reopenWindowMs: number;
  /** Undefined: the first of the partner's own codes that fits is used. */
  readonly closeCode: string | undefined;
  readonly closeNotes: string;
};

/** What the route's work items carry beside what the alert says. Names or ids, as the partner understands them. */
export type WorkItemDefaults = {
  /** Values to write once where the partner did not store the wanted ones. */
  readonly fallbacks?: Fallbacks;
  readonly callerId?: string;
  readonly assignmentGroup?: string;
  readonly category?: string;
  readonly subcategory?: string;
  readonly contactType?: string;
};

/** Impact and urgency for each severity, and for alerts without one. */
export type SeverityLevels = Readonly<
  Record<`${AlertSeverity}` | "none", { readonly impact: Level; readonly urgency: Level }>
>;

/** A rule: these alerts → that connection, this kind of work item. */
export type Route = {
  readonly name: string;
  readonly match: RouteMatch;
  readonly connection: string;
  readonly workItemKind: WorkItemKind;
  /** Part of the correlation id, so that two routes can make a ticket each of one alert. */
  readonly target: string;
  readonly groupBy: readonly GroupField[];
  readonly defaults: WorkItemDefaults;
  readonly severityLevels: SeverityLevels;
  readonly policy: RoutePolicy;
  /** Left out: every new ticket gets a work item, however many there are. */
  readonly storm?: StormPolicy;
};
