import type { DeadLetterDetail, DeadLetterPage } from "../../../shared/deadLetters/deadLetterQueries.ts";
import type { AcceptedDelivery } from "../../../shared/delivery/acceptAlert.ts";
import type { JournalStep } from "../../../shared/journal/journal.ts";
import type { Readiness } from "../../../shared/bridge.ts";
import type { DeliveryState, DeliveryView } from "../../../shared/tickets/deliveryView.ts";
import type { TicketPage, TicketWithJournal } from "../../../shared/tickets/ticketQueries.ts";
import { eventually } from "./eventually.ts";

export type Answer<Body> = {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed; undefined if it is no JSON. */
  readonly body: Body;
};

/** The bridge over HTTP, as a sender and as a person who looks things up see it. */
export type BridgeApi = {
  get<Body>(path: string): Promise<Answer<Body>>;
  /** Posts a body as it is (a text) or as JSON. */
  post<Body>(path: string, body: unknown): Promise<Answer<Body>>;
  /**
   * Posts an alert that is accepted: its deliveries. Repeats it after a 503, as every sender does: functions that have just
   * been started may answer so on a busy machine. Throws if the answer is none of these.
   */
  send(alert: unknown, path?: string): Promise<readonly [AcceptedDelivery, ...AcceptedDelivery[]]>;
  delivery(id: string): Promise<DeliveryView>;
  /** Waits until a delivery is where nothing more happens to it by itself. */
  settled(id: string): Promise<DeliveryView>;
  /** Sends an alert and waits until its first delivery is settled. */
  deliver(alert: unknown): Promise<DeliveryView>;
  tickets(query?: string): Promise<TicketPage>;
  ticket(correlationId: string): Promise<TicketWithJournal>;
  deadLetters(query?: string): Promise<DeadLetterPage>;
  /** Waits until a delivery's dead letter can be looked up. */
  deadLetterOf(deliveryId: string): Promise<DeadLetterDetail>;
  ready(): Promise<Answer<Readiness>>;
};

const finalStates: readonly DeliveryState[] = ["delivered", "skipped", "deadLettered", "unrouted", "routed"];

export function bridgeApi(url: () => string): BridgeApi {
  async function call<Body>(path: string, init?: RequestInit): Promise<Answer<Body>> {
    const response = await fetch(`${url()}${path}`, init);
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parsed(text) as Body };
  }

  async function found<Body>(path: string): Promise<Body> {
    const { status, body } = await call<Body>(path);
    if (status !== 200) throw new Error(`GET ${path} answers ${status}: ${JSON.stringify(body)}`);
    return body;
  }

  const api: BridgeApi = {
    get: (path) => call(path),
    post: (path, body) =>
      call(path, {
        method: "POST",
        headers: { "content-type": "application/json; charset=utf-8" },
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
    async send(alert, path = "/api/alerts") {
      const { status, body } = await eventually(async () => {
        const answer = await api.post<{ readonly deliveries: readonly AcceptedDelivery[] }>(path, alert);
        if (answer.status === 503) throw new Error(`Not taken in: ${JSON.stringify(answer.body)}`);
        return answer;
      });
      const [first, ...rest] = status === 202 ? body.deliveries : [];
      if (first === undefined) throw new Error(`The alert was answered ${status}: ${JSON.stringify(body)}`);
      return [first, ...rest];
    },
    delivery: (id) => found(`/api/deliveries/${id}`),
    settled: (id) =>
      eventually(async () => {
        const view = await api.delivery(id);
        if (finalStates.includes(view.state)) return view;
        throw new Error(`Delivery ${id} is ${view.state}: ${view.code ?? ""} ${view.because ?? ""}`);
      }),
    async deliver(alert) {
      const [{ id }] = await api.send(alert);
      return api.settled(id);
    },
    tickets: (query = "") => found(`/api/tickets${query}`),
    ticket: (correlationId) => found(`/api/tickets/${correlationId}`),
    deadLetters: (query = "") => found(`/api/dead-letters${query}`),
    deadLetterOf: (deliveryId) =>
      eventually(async () => {
        const { deadLetters } = await api.deadLetters("?limit=200");
        const letter = deadLetters.find((one) => one.deliveryId === deliveryId);
        if (letter === undefined) throw new Error(`No dead letter of ${deliveryId}`);
        return found<DeadLetterDetail>(`/api/dead-letters/${letter.id}`);
      }),
    ready: () => call("/api/ready"),
  };
  return api;
}

/** Steps of one kind in a journal, oldest first. */
export function stepsOf<Kind extends JournalStep["step"]>(
  { entries }: Pick<DeliveryView, "entries">,
  kind: Kind,
): Extract<JournalStep, { step: Kind }>[] {
  return entries.flatMap(({ steps }) =>
    steps.filter((step): step is Extract<JournalStep, { step: Kind }> => step.step === kind),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
