import type { BridgeClient, DeadLetterFilter } from "../bridgeClient.ts";
import { plural } from "../render/table.ts";

const mostCounted = 1_000;
const pageSize = 200;

/** How many a filter finds, for people: "42 dead letters", "more than 1,000 dead letters". 0 for none. */
export async function countLetters(
  client: BridgeClient,
  filter: DeadLetterFilter,
): Promise<{ readonly count: number; readonly text: string }> {
  let count = 0;
  let continuation: string | undefined;
  do {
    const page = await client.deadLetters({ ...filter, limit: pageSize, continuation });
    count += page.deadLetters.length;
    continuation = page.continuation ?? undefined;
  } while (continuation !== undefined && count < mostCounted);
  const text = plural(count, "dead letter");
  return { count, text: continuation === undefined ? text : `more than ${text}` };
}

export function describeFilter(filter: DeadLetterFilter): string {
  return Object.entries({ status: "waiting", ...filter })
    .map(([name, value]) => `${name.replace("Utc", "")} ${value}`)
    .join(", ");
}
