import type { ErrorCode } from "../../failures/catalogue.ts";

/** `skipped`: not needed here, or not to be told after what went wrong before; `unknown`: it may not be read, or did not come in time. */
export type CheckStatus = "ok" | "warning" | "failed" | "skipped" | "unknown";

/** What a look at one thing came to. */
export type Finding = {
  readonly status: CheckStatus;
  /** What was seen, with numbers; never secret, never personal. */
  readonly detail: string;
  readonly code?: ErrorCode;
  readonly cause?: string;
  readonly fix?: string;
};

/** Headings of the checklist, in this order. */
export const checkGroups = [
  "The way to the instance",
  "The instance",
  "Credentials",
  "The account",
  "The OAuth client",
  "Roles",
  "What may be read",
  "What may be written",
  "Incidents",
  "Limits",
  "The bridge",
] as const;
export type CheckGroup = (typeof checkGroups)[number];

/** One line of the checklist. */
export type ConnectionCheck = Finding & {
  /** Stable: scripts look for it. */
  readonly id: string;
  readonly group: CheckGroup;
  readonly title: string;
};

/** One thing to look at. */
export type CheckDefinition = Pick<ConnectionCheck, "id" | "group" | "title"> & {
  /** Ids of checks that come before in the list; if one of them failed, this one has nothing to say. */
  readonly after?: readonly string[];
  /** A BridgeError that it throws is the finding. */
  readonly look: () => Finding | Promise<Finding>;
};

export function ok(detail: string): Finding {
  return { status: "ok", detail };
}

/** For what this connection does not need. */
export function notNeeded(detail: string): Finding {
  return { status: "skipped", detail };
}
