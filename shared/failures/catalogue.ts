/** Whose move it is. */
export type FailureOwner = "bridge" | "partner" | "configuration" | "credentials" | "sender";

export type FailureEntry = {
  readonly title: string;
  readonly cause: string;
  readonly resolution: string;
  readonly owner: FailureOwner;
  /** `later`: the same thing, unchanged, may succeed. `never`: a person has to change something first. */
  readonly retry: "never" | "later";
  /** Where it can be an HTTP answer of ours. */
  readonly httpStatus: number;
};

/** Codes are public: they stand in answers, logs, dead letters and runbooks. Add freely, never rename. */
export const catalogue = {
  ALERT_NOT_JSON: {
    title: "The request body is not JSON",
    cause: "The sender posted something other than a JSON text in UTF-8.",
    resolution:
      "Post the alert as JSON. In an action group, use a webhook action with the common alert schema.",
    owner: "sender",
    retry: "never",
    httpStatus: 400,
  },
  ALERT_TOO_LARGE: {
    title: "The request body is larger than 1 MiB",
    cause:
      "Azure Monitor sends at most 256 KB; something else posts to this address, or results are embedded.",
    resolution: "Use the common alert schema, which links to results and does not embed them.",
    owner: "sender",
    retry: "never",
    httpStatus: 413,
  },
  ALERT_SHAPE_UNKNOWN: {
    title: "The alert's shape is not known",
    cause: "The body is JSON, but none of the shapes that Azure Monitor documents.",
    resolution:
      "Turn on the common alert schema in the action group. The body is kept: replay it once a release knows the shape.",
    owner: "sender",
    retry: "never",
    httpStatus: 202,
  },
  ROUTE_UNKNOWN: {
    title: "The address names a route that does not exist",
    cause: "The alert was posted to /api/alerts/{route}, and no route has that name.",
    resolution:
      "Correct the address in the action group, or add the route to bridge.json; then replay the message.",
    owner: "configuration",
    retry: "never",
    httpStatus: 202,
  },
  CONNECTION_MISSING: {
    title: "The connection does not exist",
    cause: "A route names a connection that is not configured.",
    resolution: "Add the connection, or let the route name another one; then replay the message.",
    owner: "configuration",
    retry: "never",
    httpStatus: 409,
  },
  STORAGE_UNAVAILABLE: {
    title: "The bridge's storage cannot be reached",
    cause: "The queue, table or blob service refused the call or did not answer.",
    resolution:
      "Check the storage account, its network rules and the identity's roles. Senders repeat by themselves.",
    owner: "bridge",
    retry: "later",
    httpStatus: 503,
  },
  BRIDGE_STARTING: {
    title: "The bridge is still starting",
    cause: "The request arrived before the settings were read and the clients were made, or that failed.",
    resolution: "Repeat the request. If it goes on, GET /api/ready says what is wrong.",
    owner: "bridge",
    retry: "later",
    httpStatus: 503,
  },
  NOT_FOUND: {
    title: "There is no such thing",
    cause: "The id is not known to this bridge, or is no longer kept.",
    resolution: "Check the id. GET /api/tickets lists what is known.",
    owner: "sender",
    retry: "never",
    httpStatus: 404,
  },
  REQUEST_INVALID: {
    title: "The request cannot be understood",
    cause: "A parameter of the request has a value that is not allowed.",
    resolution: "The detail names the parameter and what it may be.",
    owner: "sender",
    retry: "never",
    httpStatus: 400,
  },
  MESSAGE_UNREADABLE: {
    title: "A queue message cannot be read",
    cause: "The message is no envelope that this release knows, or the body it points to is gone.",
    resolution: "Find out who else writes to the queue. The message is kept as it came.",
    owner: "bridge",
    retry: "never",
    httpStatus: 500,
  },
  DELIVERY_CRASHED: {
    title: "Delivering the message crashed again and again",
    cause: "The worker ended abnormally on every attempt that the host gave the message.",
    resolution: "Look into the log at the time of failure and report it; replay the message after an update.",
    owner: "bridge",
    retry: "never",
    httpStatus: 500,
  },
  UNEXPECTED: {
    title: "Something unexpected went wrong in the bridge",
    cause: "A fault in the bridge itself.",
    resolution: "Report it with the time and the delivery id.",
    owner: "bridge",
    retry: "later",
    httpStatus: 503,
  },
} as const satisfies Record<string, FailureEntry>;

export type ErrorCode = keyof typeof catalogue;
