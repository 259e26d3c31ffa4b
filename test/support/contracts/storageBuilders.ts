import type { DeadLetter } from "../../../shared/delivery/deadLetter.ts";
import type { DeliveryEnvelope } from "../../../shared/delivery/envelope.ts";
import type { Clock } from "../../../shared/delivery/ports.ts";
import type { TicketRecord } from "../../../shared/delivery/ticketRecord.ts";
import type { RecordedExchange } from "../../../shared/failures/recordedExchange.ts";
import type { JournalEntry } from "../../../shared/journal/journal.ts";

/** Text that has gone wrong somewhere before: quotes, pairs, line ends, markup, the words of a multipart request. */
export const hostileText =
  'it\'s "50 %" & <b>więcej</b> 🔥\r\n--changesetresponse_1\r\nHTTP/1.1 500 {"odata.error":{}}\nETag: x \u2028 \\ / # ? 漢字';

export function anEnvelope(overrides: Partial<DeliveryEnvelope> = {}): DeliveryEnvelope {
  return {
    v: 1,
    kind: "delivery",
    deliveryId: "dlv-contoso-1",
    receivedAtUtc: "2026-03-01T12:00:00.000Z",
    body: '{"schemaId":"azureMonitorCommonAlertSchema"}',
    attempt: 1,
    route: "default",
    connection: "fabrikam",
    workItemKind: "incident",
    correlationId: "atb-0123456789abcdef0123456789abcdef",
    ...overrides,
  };
}

export function aTicketRecord(overrides: Partial<TicketRecord> = {}): TicketRecord {
  return {
    v: 1,
    correlationId: "atb-0123456789abcdef0123456789abcdef",
    connection: "fabrikam",
    route: "default",
    workItemKind: "incident",
    generation: 1,
    state: "open",
    ref: { id: "9d385017c611228701d22104cc95c371", number: "INC0010001" },
    members: {
      "5f70bf18a086007016e948b04aed3b82": { condition: "fired", newestAtUtc: "2026-03-01T11:58:00.000Z" },
    },
    title: "Disk full on vm-contoso-7",
    severity: 1,
    openedAtUtc: "2026-03-01T12:00:01.000Z",
    changedAtUtc: "2026-03-01T12:00:01.000Z",
    ...overrides,
  };
}

export function aJournalEntry(overrides: Partial<JournalEntry> = {}): JournalEntry {
  return {
    deliveryId: "dlv-contoso-1",
    attempt: 1,
    atUtc: "2026-03-01T12:00:00.000Z",
    steps: [
      { step: "received", atUtc: "2026-03-01T12:00:00.000Z", route: null, bytes: 1234 },
      { step: "ended", atUtc: "2026-03-01T12:00:01.000Z", outcome: "delivered", because: "new" },
    ],
    ...overrides,
  };
}

export function aDeadLetter(overrides: Partial<DeadLetter> = {}): DeadLetter {
  return {
    v: 1,
    id: "dl-0mm7p6yo0000000000001",
    code: "ALERT_SHAPE_UNKNOWN",
    detail: "no known shape",
    failedAtUtc: "2026-03-01T12:00:00.000Z",
    envelope: anEnvelope(),
    ...overrides,
  };
}

/** The largest that is kept: everything in it needs an escape. */
export function anExchange(overrides: Partial<RecordedExchange> = {}): RecordedExchange {
  return {
    startedAtUtc: "2026-03-01T12:00:00.000Z",
    durationMs: 412,
    request: {
      method: "POST",
      path: "/api/now/table/incident?sysparm_display_value=false",
      headers: { "content-type": "application/json", authorization: "Basic ***" },
      body: `{"description":"${'\\"'.repeat(3_990)}"}`,
    },
    answer: { status: 403, headers: { server: "ServiceNow" }, body: hostileText.repeat(30).slice(0, 4_000) },
    ...overrides,
  };
}

export function settableClock(
  startUtc = "2026-03-01T12:00:00.000Z",
): Clock & { advanceMs(ms: number): void } {
  let nowMs = Date.parse(startUtc);
  return { nowMs: () => nowMs, advanceMs: (ms) => void (nowMs += ms) };
}
