import { hash } from "node:crypto";

type NewDeliveryId = {
  /** Null for a body that could not be recognised or routed. */
  readonly correlationId: string | null;
  readonly nowMs: number;
  /** At least 12 random hex digits. */
  readonly randomHex: string;
};

export type ParsedDeliveryId = {
  readonly correlationId: string | null;
  readonly receivedAtUtc: string;
  /** Where the journal of this delivery is kept: with its ticket, or alone. */
  readonly partition: string;
};

/**
 * A delivery id says by itself which ticket it belongs to, and when it was made: `dlv-<32 hex>-<time><random><check>`,
 * without the middle part where there is no correlation id. So looking one up needs no index row, and an id that
 * was mistyped is known to be wrong even before anything has been written about it.
 */
export function newDeliveryId({ correlationId, nowMs, randomHex }: NewDeliveryId): string {
  const time = nowMs.toString(36).padStart(timeDigits, "0");
  const head = correlationId === null ? "dlv-" : `dlv-${correlationId.slice("atb-".length)}-`;
  const unchecked = head + time + randomHex.slice(0, randomDigits);
  return unchecked + checkOf(unchecked);
}

/** `undefined` for anything that `newDeliveryId` did not make. */
export function parseDeliveryId(id: string): ParsedDeliveryId | undefined {
  const match = pattern.exec(id);
  if (match === null) return undefined;
  const [, hex, time = "", check] = match;
  if (checkOf(id.slice(0, -checkDigits)) !== check) return undefined;
  const receivedMs = Number.parseInt(time, 36);
  if (!(receivedMs < latestMs)) return undefined;
  const correlationId = hex === undefined ? null : `atb-${hex}`;
  return {
    correlationId,
    receivedAtUtc: new Date(receivedMs).toISOString(),
    partition: correlationId ?? id,
  };
}

const timeDigits = 9;
const randomDigits = 12;
const checkDigits = 4;
const latestMs = Date.UTC(9999, 0);
const pattern = /^dlv-(?:([0-9a-f]{32})-)?([0-9a-z]{9})[0-9a-f]{12}([0-9a-f]{4})$/;

function checkOf(text: string): string {
  return hash("sha256", text, "hex").slice(0, checkDigits);
}
