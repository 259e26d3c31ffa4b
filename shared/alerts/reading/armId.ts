/** Azure Resource Manager ids: `/subscriptions/<id>/resourceGroups/<name>/providers/<type>/<name>…`, in any case. */

const subscriptionPrefix = "/subscriptions/";

export function isArmId(text: string): boolean {
  return startsWithoutCase(text, subscriptionPrefix);
}

/** An id of a resource, not only of a subscription or a resource group. */
export function isResourceId(text: string): boolean {
  return isArmId(text) && text.toLowerCase().includes("/providers/");
}

/** Lower case, without a slash at the end: what Azure compares. */
export function normalisedArmId(id: string): string {
  const lower = id.toLowerCase();
  return lower.endsWith("/") ? lower.slice(0, -1) : lower;
}

/** In lower case; `null` if the id is of no subscription. */
export function subscriptionOf(id: string | null | undefined): string | null {
  if (id === null || id === undefined || !isArmId(id)) return null;
  return segmentFrom(id, subscriptionPrefix.length)?.toLowerCase() ?? null;
}

export function resourceGroupOf(id: string | null | undefined): string | null {
  if (id === null || id === undefined || !isArmId(id)) return null;
  const at = id.toLowerCase().indexOf("/resourcegroups/");
  return at === -1 ? null : segmentFrom(id, at + "/resourcegroups/".length);
}

/** `microsoft.compute/virtualMachines`, with all levels; `null` if the id is of no resource. As sent. */
export function resourceTypeOf(id: string): string | null {
  const at = id.toLowerCase().lastIndexOf("/providers/");
  if (at === -1) return null;
  const [namespace, ...rest] = id.slice(at + "/providers/".length).split("/");
  const types = rest.filter((_, index) => index % 2 === 0);
  return namespace === undefined || types.length === 0 ? null : [namespace, ...types].join("/");
}

/** What people call the resource: the last segment. Of `/subscriptions/<id>` it is the id. */
export function lastSegmentOf(id: string): string {
  const trimmed = id.endsWith("/") ? id.slice(0, -1) : id;
  return trimmed.slice(trimmed.lastIndexOf("/") + 1);
}

function segmentFrom(id: string, from: number): string | null {
  const end = id.indexOf("/", from);
  const segment = end === -1 ? id.slice(from) : id.slice(from, end);
  return segment === "" ? null : segment;
}

function startsWithoutCase(text: string, lowerPrefix: string): boolean {
  return text.startsWith(lowerPrefix) || text.slice(0, lowerPrefix.length).toLowerCase() === lowerPrefix;
}
