import type * as z from "zod";

import * as answers from "./bridgeAnswers.ts";
import { type BridgeCallOptions, makeBridgeCalls } from "./bridgeCalls.ts";
import * as authorisation from "./connections/authorisationAnswers.ts";
import * as connections from "./connections/connectionAnswers.ts";
import * as statuses from "./connections/statusAnswers.ts";
import * as deadLetters from "./deadLetters/deadLetterAnswers.ts";
import { refused } from "./refusals.ts";

/** As the API names it; all that is named must fit. */
export type DeadLetterFilter = {
  readonly status?: string;
  readonly code?: string;
  readonly connection?: string;
  readonly route?: string;
  readonly sinceUtc?: string;
  readonly untilUtc?: string;
};

type ReplayWish = { readonly as?: string; readonly again?: boolean };
type ManyWish = { readonly filter: DeadLetterFilter; readonly continuation?: string };

export type Page = { readonly limit: number; readonly continuation?: string | undefined };

/**
 * The bridge's HTTP API. Every method throws CliError: the bridge's own words where it refused, one line where nothing
 * answers.
 */
export type BridgeClient = {
  readonly url: string;
  postAlert(body: string | Uint8Array<ArrayBuffer>, route: string | undefined): Promise<answers.Accepted>;
  /** `undefined`: not known (yet). */
  delivery(id: string, continuation?: string): Promise<answers.Delivery | undefined>;
  tickets(query: Page & { readonly number?: string; readonly alertId?: string }): Promise<answers.TicketPage>;
  ticket(correlationId: string, continuation?: string): Promise<answers.TicketWithJournal | undefined>;
  deadLetters(page: Page & DeadLetterFilter): Promise<deadLetters.DeadLetterPage>;
  deadLetter(id: string): Promise<deadLetters.DeadLetterWhole | undefined>;
  connections(): Promise<statuses.ConnectionList>;
  /** `undefined`: there is none of this name. */
  connection(name: string): Promise<statuses.ConnectionStatus | undefined>;
  /** What describes it, and where its secrets are. */
  connectionView(name: string): Promise<connections.ConnectionView>;
  /** Adds it or changes it; `isNew`: it has to be a new one. */
  putConnection(name: string, body: object, isNew?: boolean): Promise<connections.PutConnection>;
  /** Whether a new one could be added so, before its secrets are given; nothing is written. */
  reviewConnection(name: string, body: object): Promise<connections.PutConnection>;
  replaceCredentials(name: string, body: object): Promise<connections.PutConnection>;
  removeConnection(name: string, reason: string | undefined): Promise<connections.RemovedConnection>;
  /** `undefined`: there is none of this name. */
  resumeConnection(name: string, reason: string | undefined): Promise<statuses.ResumedConnection | undefined>;
  /** Resolves when it is over. `undefined`: there is none of this name. */
  syncConnection(name: string): Promise<statuses.SyncedConnection | undefined>;
  beginAuthorisation(name: string): Promise<authorisation.BegunAuthorisation>;
  authorisation(name: string, id: string): Promise<authorisation.AuthorisationState>;
  authoriseWithPassword(name: string, userName: string, password: string): Promise<authorisation.Access>;
  /** Takes up to a minute. */
  checkConnection(name: string, write: boolean): Promise<statuses.CheckedConnection>;
  erase(wish: Readonly<Record<string, string | boolean>>): Promise<answers.Erasure>;
  replay(id: string, wish: ReplayWish): Promise<deadLetters.ReplayedLetter>;
  replayMany(
    wish: ReplayWish & ManyWish & { readonly ratePerSecond: number },
  ): Promise<deadLetters.ReplayedMany>;
  /** Nothing is sent and nothing is written, there or here. */
  rehearseReplay(id: string, wish: ReplayWish): Promise<deadLetters.Rehearsed>;
  rehearseMany(wish: ReplayWish & ManyWish): Promise<deadLetters.RehearsedMany>;
  discard(id: string, reason: string): Promise<deadLetters.DiscardedLetter>;
  discardMany(wish: ManyWish & { readonly reason: string }): Promise<deadLetters.DiscardedMany>;
  audit(page: Page & { readonly subject?: string }): Promise<answers.AuditPage>;
  ready(): Promise<answers.Ready>;
};

/** A synchronisation makes several calls to an instance that may be slow. */
const syncTimeoutMs = 150_000;
/** The bridge itself ends a check within a minute. */
const checkTimeoutMs = 75_000;

export function makeBridgeClient(options: BridgeCallOptions): BridgeClient {
  const { url, ask, read, get, find, post, send, change } = makeBridgeCalls(options);
  const act = <Schema extends z.ZodType>(path: string, body: object, schema: Schema) =>
    send(`/api/dead-letters${path}`, body, schema);

  return {
    url,
    async postAlert(body, route) {
      const path = route === undefined ? "/api/alerts" : `/api/alerts/${encodeURIComponent(route)}`;
      const response = await ask(path, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
      });
      if (response.status !== 202) throw await refused(url, response);
      return read(response, answers.acceptedAnswer);
    },
    delivery: (id, continuation) =>
      find(`/api/deliveries/${encodeURIComponent(id)}${query({ continuation })}`, answers.deliveryAnswer),
    tickets: (wanted) => get(`/api/tickets${query(wanted)}`, answers.ticketsAnswer),
    ticket: (id, continuation) =>
      find(`/api/tickets/${encodeURIComponent(id)}${query({ continuation })}`, answers.ticketAnswer),
    deadLetters: (page) => get(`/api/dead-letters${query(page)}`, deadLetters.deadLettersAnswer),
    deadLetter: (id) => find(`/api/dead-letters/${encodeURIComponent(id)}`, deadLetters.deadLetterAnswer),
    connections: () => get("/api/connections", statuses.connectionsAnswer),
    connection: (name) =>
      find(`/api/connections/${encodeURIComponent(name)}/status`, statuses.connectionAnswer),
    connectionView: (name) =>
      get(`/api/connections/${encodeURIComponent(name)}`, connections.connectionViewAnswer),
    putConnection: (name, body, isNew = false) =>
      change("PUT", `/api/connections/${encodeURIComponent(name)}`, body, connections.putAnswer, isNew),
    reviewConnection: (name, body) =>
      change(
        "PUT",
        `/api/connections/${encodeURIComponent(name)}?dryRun=true`,
        body,
        connections.putAnswer,
        true,
      ),
    replaceCredentials: (name, body) =>
      change("PUT", `/api/connections/${encodeURIComponent(name)}/credentials`, body, connections.putAnswer),
    removeConnection: (name, reason) =>
      change(
        "DELETE",
        `/api/connections/${encodeURIComponent(name)}`,
        reason === undefined ? {} : { reason },
        connections.removedConnectionAnswer,
      ),
    resumeConnection: (name, reason) =>
      find(`/api/connections/${encodeURIComponent(name)}/resume`, statuses.resumedAnswer, (path) =>
        post(path, reason === undefined ? {} : { reason }),
      ),
    syncConnection: (name) =>
      find(
        `/api/connections/${encodeURIComponent(name)}/sync`,
        statuses.syncedAnswer,
        (path) => post(path, {}, syncTimeoutMs),
        ["NOT_FOUND", "CONNECTION_MISSING"],
      ),
    beginAuthorisation: (name) =>
      send(
        `/api/connections/${encodeURIComponent(name)}/authorization`,
        {},
        authorisation.begunAuthorisationAnswer,
      ),
    authorisation: (name, id) =>
      get(
        `/api/connections/${encodeURIComponent(name)}/authorization/${encodeURIComponent(id)}`,
        authorisation.authorisationAnswer,
      ),
    authoriseWithPassword: (name, userName, password) =>
      send(
        `/api/connections/${encodeURIComponent(name)}/authorization/password`,
        { userName, password },
        authorisation.accessAnswer,
      ),
    async checkConnection(name, write) {
      const path = `/api/connections/${encodeURIComponent(name)}/check`;
      const response = await post(path, { write }, checkTimeoutMs);
      if (!response.ok) throw await refused(url, response);
      return read(response, statuses.checkedAnswer);
    },
    erase: (wish) => send("/api/erase", wish, answers.erasureAnswer),
    replay: (id, wish) => act(`/${encodeURIComponent(id)}/replay`, wish, deadLetters.replayedAnswer),
    replayMany: (wish) => act("/replay", { limit: 100, ...wish }, deadLetters.replayedManyAnswer),
    rehearseReplay: (id, wish) =>
      act(`/${encodeURIComponent(id)}/replay?dryRun=true`, wish, deadLetters.rehearsedAnswer),
    rehearseMany: (wish) => act("/replay?dryRun=true", wish, deadLetters.rehearsedManyAnswer),
    discard: (id, reason) =>
      act(`/${encodeURIComponent(id)}/discard`, { reason }, deadLetters.discardedAnswer),
    discardMany: (wish) => act("/discard", { limit: 100, ...wish }, deadLetters.discardedManyAnswer),
    audit: (page) => get(`/api/audit${query(page)}`, answers.auditAnswer),
    async ready() {
      // 503 is an answer here: it says which part is not ready.
      const response = await ask("/api/ready");
      if (!response.ok && response.status !== 503) throw await refused(url, response);
      return read(response, answers.readyAnswer);
    },
  };
}

function query(parameters: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  const text = new URLSearchParams(
    given.map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
  return text === "" ? "" : `?${text}`;
}
