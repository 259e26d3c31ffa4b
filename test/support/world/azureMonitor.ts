import { setTimeout as pause } from "node:timers/promises";

import type { AcceptedDelivery } from "../../../shared/delivery/acceptAlert.ts";

export type Sent = {
  readonly deliveries: readonly AcceptedDelivery[];
  /** How often it was posted, the last time included. */
  readonly attempts: number;
};

// Azure Monitor repeats after these, after broken connections, and after 10 s without an answer; after nothing else.
// https://learn.microsoft.com/azure/azure-monitor/alerts/action-groups#webhook
const repeatedStatuses = new Set([408, 429, 503, 504]);
const answerWithinMs = 10_000;

/**
 * Posts an alert as Azure Monitor does: repeats what may pass. Only the waits in between are shorter here, and it goes
 * on for longer, because a test starts the functions anew far more often than anybody else.
 */
export async function sendLikeAzureMonitor(
  bridgeUrl: () => string,
  alert: unknown,
  { pauseMs = 250, mostAttempts = 400 } = {},
): Promise<Sent> {
  const body = JSON.stringify(alert);
  let last = "";
  for (let attempts = 1; attempts <= mostAttempts; attempts++) {
    const answer = await post(bridgeUrl(), body);
    if (answer !== undefined) {
      if (answer.status === 202) {
        const { deliveries } = JSON.parse(answer.text) as Pick<Sent, "deliveries">;
        return { deliveries, attempts };
      }
      last = `${answer.status} ${answer.text}`;
      if (!repeatedStatuses.has(answer.status)) throw new Error(`Not repeated after ${last}`);
    }
    await pause(pauseMs);
  }
  throw new Error(`Given up after ${mostAttempts} attempts: ${last}`);
}

/** Undefined if no whole answer came. */
async function post(url: string, body: string): Promise<{ status: number; text: string } | undefined> {
  try {
    const response = await fetch(`${url}/api/alerts`, {
      method: "POST",
      headers: { "content-type": "application/json; charset=utf-8" },
      body,
      signal: AbortSignal.timeout(answerWithinMs),
    });
    return { status: response.status, text: await response.text() };
  } catch {
    return undefined;
  }
}

/** Runs work for each item, so many at a time, in order of the items. */
export async function atOnce<Item, Result>(
  connections: number,
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const lane = async () => {
    for (let place = next++; place < items.length; place = next++) {
      results[place] = await work(items[place] as Item);
    }
  };
  await Promise.all(Array.from({ length: connections }, lane));
  return results;
}
