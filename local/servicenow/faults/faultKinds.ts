type Kind = {
  /** Word for `[…]` in a short description. What strikes only reads has none. */
  readonly marker?: string;
  /** What a caller sees. */
  readonly effect: string;
  /** Strikes import sets and nothing else. */
  readonly importOnly?: true;
  /** Strikes requests for a token and nothing else. */
  readonly tokenOnly?: true;
};

/** What can be made to go wrong. The order is that of the page and of the documentation. */
export const faultKinds = {
  // Who calls, and what it may call
  unauthorized: { marker: "401", effect: "401, as for a wrong password" },
  mfaRequired: { marker: "mfa", effect: "401 with X-MFA_TOKEN: a one-time password is asked for" },
  invalidClient: { effect: "401 to a request for a token: invalid_client", tokenOnly: true },
  invalidGrant: { effect: "401 to a request for a token: invalid_grant", tokenOnly: true },
  unsupportedGrant: { effect: "400 to a request for a token: unsupported_grant_type", tokenOnly: true },
  tokenMissing: { effect: "200 to a request for a token, without a token", tokenOnly: true },
  tokenErrorIn200: { effect: "200 to a request for a token, with an error in it", tokenOnly: true },
  unscopedApi: { marker: "unscoped", effect: "403: the OAuth client is securely scoped" },
  scopeMissing: { marker: "scope-missing", effect: "403: the auth scope of this API is not linked" },
  apiAcl: { marker: "api-acl", effect: "403: API level access rules are on and a role is missing" },
  webAccessDenied: { marker: "web-access", effect: "403: the table is closed to web services" },
  ipDenied: { marker: "ip-denied", effect: "403 with a page: IP address access control" },
  proxyDenied: { marker: "proxy-denied", effect: "403 with a page of a proxy in between" },
  // What it wants
  aclDenied: { marker: "acl", effect: "403 of a record access rule: insert, update or delete" },
  tableSecurity: { marker: "table-security", effect: "403: denied due to table security" },
  queryDenied: { effect: "403: a field of the query may not be read" },
  businessRuleAbort: { marker: "business-rule", effect: "403: a business rule aborted the operation" },
  dataPolicy: { marker: "data-policy", effect: "403: a data policy makes fields mandatory" },
  invalidTable: { marker: "invalid-table", effect: "400: there is no such table" },
  recordMissing: { marker: "no-record", effect: "404: deleted, or hidden by an access rule" },
  tooLarge: { marker: "too-large", effect: "400: the body is longer than allowed" },
  malformed: { marker: "malformed", effect: "400: the body cannot be read" },
  unknownUri: { marker: "unknown-uri", effect: "400: there is nothing at this address" },
  methodNotAllowed: { marker: "405", effect: "405: not this method" },
  notAcceptable: { marker: "406", effect: "406: not this kind of answer" },
  contentType: { marker: "415", effect: "415: not this kind of body" },
  // It may pass
  rateLimit: { marker: "429", effect: "429 of a rate limit rule, with Retry-After and X-RateLimit headers" },
  semaphore: { marker: "429-semaphore", effect: "429 of a full queue, without any hint when to come back" },
  requestTimeout: { marker: "408", effect: "408 with a page: the gateway gave up waiting for the request" },
  transactionCancelled: { marker: "500", effect: "500: the 60 s quota ran out; nothing was stored" },
  scriptError: { marker: "script-error", effect: "500: a script threw an exception; nothing was stored" },
  serverError: { marker: "server-error", effect: "500 with a page that says nothing" },
  restarting: { marker: "restarting", effect: "502 with a page: a node restarts or is upgraded" },
  unavailable: { marker: "503", effect: "503 with a page: a node restarts or is upgraded" },
  gatewayTimeout: { marker: "504", effect: "504 with a page: the gateway gave up waiting for the node" },
  maintenancePage: { marker: "maintenance", effect: "503 with a page that speaks of maintenance" },
  hibernating: { marker: "hibernating", effect: "200 with the page of a sleeping developer instance" },
  badGateway: { marker: "502", effect: "502 of the gateway: the instance has been reclaimed" },
  // Success that is none
  loginPage: { marker: "login-page", effect: "200 with a login page, as single sign-on answers" },
  loginRedirect: { marker: "login-redirect", effect: "302 to a login page, as single sign-on answers" },
  strangePage: { marker: "strange-page", effect: "200 with a page of somebody in between" },
  redirected: { marker: "redirected", effect: "301 to another address, as of a renamed instance" },
  hugeReply: { marker: "huge", effect: "stored; an answer of nine megabytes" },
  policyDenied: { marker: "policy", effect: "403 with a reason that is nowhere documented" },
  emptyReply: { marker: "empty", effect: "stored; 200 or 201 without a body" },
  noResult: { marker: "no-result", effect: "stored; 200 or 201 with JSON that has no result" },
  truncatedReply: { marker: "truncated", effect: "stored; 200 or 201 with JSON that stops in the middle" },
  partialResult: { marker: "partial", effect: "stored; 200 with a result and an error in one body" },
  commitThenError: { marker: "commit-then-500", effect: "stored; 500 as if the quota had run out" },
  commitThenScriptError: { marker: "commit-then-script-error", effect: "stored; 500 of a failed script" },
  // Rows of import sets: 201, and all the same nothing is there
  rowTargetMissing: {
    marker: "row-target",
    effect: "import set row in error: target record not found",
    importOnly: true,
  },
  rowIgnored: { marker: "row-ignored", effect: "import set row ignored by a script", importOnly: true },
  rowRefusedByScript: {
    marker: "row-script",
    effect: "import set row in error: ignored by onBefore script",
    importOnly: true,
  },
  rowSkipped: { marker: "row-skipped", effect: "import set row skipped", importOnly: true },
  rowTableInvalid: {
    marker: "row-table",
    effect: "import set row in error: invalid table",
    importOnly: true,
  },
  rowStagingInvalid: {
    marker: "row-staging",
    effect: "import set row in error: invalid staging table",
    importOnly: true,
  },
  rowFailed: {
    marker: "row-failed",
    effect: "import set row in error, for a reason of the instance's own",
    importOnly: true,
  },
  rowOdd: { marker: "row-odd", effect: "import set row with a status nobody knows", importOnly: true },
  secondMapFails: {
    marker: "row-second",
    effect: "stored; a second transform map says that its row is in error",
    importOnly: true,
  },
  // The connection
  commitThenDrop: { marker: "commit-then-drop", effect: "stored; the connection breaks without an answer" },
  cutConnection: { marker: "cut", effect: "stored; the connection breaks in the middle of the answer" },
  reset: { marker: "reset", effect: "the connection is reset; nothing was stored" },
  slow: { marker: "slow", effect: "waits, then stores and answers" },
  commitSlow: { marker: "commit-slow", effect: "stores at once, answers late" },
} as const satisfies Record<string, Kind>;

export type FaultKind = keyof typeof faultKinds;

export function isFaultKind(name: string): name is FaultKind {
  return Object.hasOwn(faultKinds, name);
}

/** Whether a fault can strike a call to this path at all. */
export function canStrike(kind: FaultKind, path: string): boolean {
  const { importOnly, tokenOnly }: Kind = faultKinds[kind];
  if (tokenOnly === true) return path === "/oauth_token.do";
  return importOnly !== true || path.includes("/import/");
}

/** Whether a fault that names no path means this one. */
export function isMeant(kind: FaultKind, path: string): boolean {
  const { tokenOnly }: Kind = faultKinds[kind];
  return tokenOnly === true || path.startsWith("/api/");
}

/** The word for `[…]` in a short description; undefined: this fault has none. */
export function markerOf(kind: FaultKind): string | undefined {
  const { marker }: Kind = faultKinds[kind];
  return marker;
}

const kindByMarker: ReadonlyMap<string, FaultKind> = new Map(
  Object.entries<Kind>(faultKinds).flatMap(([kind, { marker }]) =>
    marker === undefined ? [] : [[marker, kind as FaultKind] as const],
  ),
);

/** The first known `[marker]` in a text. */
export function markedFault(text: string): FaultKind | undefined {
  for (const [, marker = ""] of text.matchAll(/\[([a-z0-9-]+)\]/g)) {
    const kind = kindByMarker.get(marker);
    if (kind !== undefined) return kind;
  }
  return undefined;
}
