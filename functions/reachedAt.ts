import type { HttpRequest } from "@azure/functions";

/**
 * Where a request reached the bridge, as its sender knows it: the Functions host hands requests on to the worker, and says in
 * headers which host and scheme they came to.
 */
export function reachedAt({ headers, url }: Pick<HttpRequest, "headers" | "url">): string {
  const own = new URL(url);
  const host = first(headers.get("x-forwarded-host")) ?? first(headers.get("host")) ?? own.host;
  const scheme = first(headers.get("x-forwarded-proto")) ?? own.protocol.replace(":", "");
  const there = URL.parse(`${scheme}://${host}`);
  return there === null ? own.origin : there.origin;
}

/** Each proxy on the way may have added its own. */
function first(list: string | null): string | undefined {
  const one = list?.split(",")[0]?.trim();
  return one === undefined || one === "" ? undefined : one;
}
