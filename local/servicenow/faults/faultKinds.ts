/** What can be made to go wrong: name, word for `[…]` in a short description, and what a caller sees. */
export const faultKinds = {
  rateLimit: { marker: "429", effect: "429 of a rate limit rule, with Retry-After and X-RateLimit headers" },
  semaphore: { marker: "429-semaphore", effect: "429 of a full queue, without any hint when to come back" },
  unavailable: { marker: "503", effect: "503 with a page: a node restarts or is upgraded" },
  badGateway: { marker: "502", effect: "502 of the gateway: the instance has been reclaimed" },
  hibernating: { marker: "hibernating", effect: "200 with the page of a sleeping developer instance" },
  loginPage: { marker: "login-page", effect: "200 with a login page, as single sign-on answers" },
  unauthorized: { marker: "401", effect: "401, as for a wrong password" },
  aclDenied: { marker: "acl", effect: "403 of a record access rule" },
  unscopedApi: { marker: "unscoped", effect: "403: the OAuth client is securely scoped" },
  apiAcl: { marker: "api-acl", effect: "403: API level access rules are on and a role is missing" },
  ipDenied: { marker: "ip-denied", effect: "403 with a page: IP address access control" },
  businessRuleAbort: { marker: "business-rule", effect: "403: a business rule aborted the operation" },
  dataPolicy: { marker: "data-policy", effect: "403: a data policy makes fields mandatory" },
  transactionCancelled: { marker: "500", effect: "500: the 60 s quota ran out; nothing was stored" },
  truncatedReply: { marker: "truncated", effect: "stored; 200 or 201 with JSON that stops in the middle" },
  partialResult: { marker: "partial", effect: "stored; 200 with a result and an error in one body" },
  commitThenError: { marker: "commit-then-500", effect: "stored; 500 as if the quota had run out" },
  commitThenDrop: { marker: "commit-then-drop", effect: "stored; the connection breaks without an answer" },
  cutConnection: { marker: "cut", effect: "stored; the connection breaks in the middle of the answer" },
  reset: { marker: "reset", effect: "the connection is reset; nothing was stored" },
  slow: { marker: "slow", effect: "waits, then stores and answers" },
  commitSlow: { marker: "commit-slow", effect: "stores at once, answers late" },
} as const satisfies Record<string, { marker: string; effect: string }>;

export type FaultKind = keyof typeof faultKinds;

export function isFaultKind(name: string): name is FaultKind {
  return Object.hasOwn(faultKinds, name);
}

const kindByMarker: ReadonlyMap<string, FaultKind> = new Map(
  Object.entries(faultKinds).map(([kind, { marker }]) => [marker, kind as FaultKind]),
);

/** The first known `[marker]` in a text. */
export function markedFault(text: string): FaultKind | undefined {
  for (const [, marker = ""] of text.matchAll(/\[([a-z0-9-]+)\]/g)) {
    const kind = kindByMarker.get(marker);
    if (kind !== undefined) return kind;
  }
  return undefined;
}
