import type * as z from "zod";

import * as answers from "./bridgeAnswers.ts";
import { CliError } from "./cliError.ts";
import * as authorisation from "./connections/authorisationAnswers.ts";
import * as connections from "./connections/connectionAnswers.ts";
import { cleanText, cleanValue, oneLine } from "./render/cleanText.ts";

export type BridgeClientOptions = {
  readonly url: string;
  /** A function key; sent to `url` and nowhere else. */
  readonly key: string | undefined;
  /** False for machines, which want the answers as they are; otherwise texts are made safe for a terminal. */
  readonly isCleaned: boolean;
  /** Who is at the terminal, for the audit trail. */
  readonly operator: string;
};

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
  deadLetters(page: Page & DeadLetterFilter): Promise<answers.DeadLetterPage>;
  deadLetter(id: string): Promise<answers.DeadLetterWhole | undefined>;
  connections(): Promise<answers.ConnectionList>;
  /** `undefined`: there is none of this name. */
  connection(name: string): Promise<answers.ConnectionStatus | undefined>;
  /** What describes it, and where its secrets are. */
  connectionView(name: string): Promise<connections.ConnectionView>;
  /** Adds it or changes it; `isNew`: it has to be a new one. */
  putConnection(name: string, body: object, isNew?: boolean): Promise<connections.PutConnection>;
  /** Whether a new one could be added so, before its secrets are given; nothing is written. */
  reviewConnection(name: string, body: object): Promise<connections.PutConnection>;
  replaceCredentials(name: string, body: object): Promise<connections.PutConnection>;
  removeConnection(name: string, reason: string | undefined): Promise<connections.RemovedConnection>;
  /** `undefined`: there is none of this name. */
  resumeConnection(name: string, reason: string | undefined): Promise<answers.ResumedConnection | undefined>;
  /** Resolves when it is over. `undefined`: there is none of this name. */
  syncConnection(name: string): Promise<answers.SyncedConnection | undefined>;
  beginAuthorisation(name: string): Promise<authorisation.BegunAuthorisation>;
  authorisation(name: string, id: string): Promise<authorisation.AuthorisationState>;
  authoriseWithPassword(name: string, userName: string, password: string): Promise<authorisation.Access>;
  /** Takes up to a minute. */
  checkConnection(name: string, write: boolean): Promise<answers.CheckedConnection>;
  erase(wish: Readonly<Record<string, string | boolean>>): Promise<answers.Erasure>;
  replay(id: string, wish: ReplayWish): Promise<answers.ReplayedLetter>;
  replayMany(wish: ReplayWish & ManyWish & { readonly ratePerSecond: number }): Promise<answers.ReplayedMany>;
  /** Nothing is sent and nothing is written, there or here. */
  rehearseReplay(id: string, wish: ReplayWish): Promise<answers.Rehearsed>;
  rehearseMany(wish: ReplayWish & ManyWish): Promise<answers.RehearsedMany>;
  discard(id: string, reason: string): Promise<answers.DiscardedLetter>;
  discardMany(wish: ManyWish & { readonly reason: string }): Promise<answers.DiscardedMany>;
  audit(page: Page & { readonly subject?: string }): Promise<answers.AuditPage>;
  ready(): Promise<answers.Ready>;
};

/** Nothing answers at the address: the bridge does not run, or runs elsewhere. */
export class NothingAnswers extends CliError {}

const requestTimeoutMs = 30_000;
/** A synchronisation makes several calls to an instance that may be slow. */
const syncTimeoutMs = 150_000;
/** The bridge itself ends a check within a minute. */
const checkTimeoutMs = 75_000;

export function makeBridgeClient({ url, key, isCleaned, operator }: BridgeClientOptions): BridgeClient {
  const headers: Record<string, string> = key === undefined ? {} : { "x-functions-key": key };

  async function call(path: string, init: RequestInit = {}, timeoutMs = requestTimeoutMs): Promise<Response> {
    try {
      return await fetch(`${url}${path}`, {
        ...init,
        headers: { ...headers, ...(init.headers as Record<string, string> | undefined) },
        // The key goes to this address and nowhere else.
        redirect: "manual",
        signal: AbortSignal.timeout(timeoutMs),
      });
    } catch (error) {
      throw whyNoAnswer(url, error, timeoutMs);
    }
  }

  async function read<Schema extends z.ZodType>(
    response: Response,
    schema: Schema,
  ): Promise<z.infer<Schema>> {
    const text = await response.text();
    const parsed = schema.safeParse(parseJson(text));
    if (parsed.success) return isCleaned ? cleanValue(parsed.data) : parsed.data;
    throw new CliError(
      `${url} answered HTTP ${response.status}, but not as a bridge does: ${excerpt(text)}`,
      {
        hint: "Check the address: --url or BRIDGE_URL.",
      },
    );
  }

  async function get<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.infer<Schema>> {
    const response = await call(path);
    if (!response.ok) throw await refused(url, response);
    return read(response, schema);
  }

  /** `undefined` if the bridge itself says that it knows no such thing. */
  async function find<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    ask: (path: string) => Promise<Response> = call,
    unknown: readonly string[] = ["NOT_FOUND"],
  ): Promise<z.infer<Schema> | undefined> {
    const response = await ask(path);
    if (response.ok) return read(response, schema);
    const problem = await refused(url, response);
    if (unknown.includes(problem.code ?? "")) return undefined;
    throw problem;
  }

  const post = (path: string, body: object, timeoutMs?: number) =>
    call(
      path,
      {
        method: "POST",
        headers: { "content-type": "application/json", "x-bridge-operator": operator },
        body: JSON.stringify(body),
      },
      timeoutMs,
    );

  async function send<Schema extends z.ZodType>(
    path: string,
    body: object,
    schema: Schema,
  ): Promise<z.infer<Schema>> {
    const response = await post(path, body);
    if (!response.ok) throw await refused(url, response);
    return read(response, schema);
  }
  const act = <Schema extends z.ZodType>(path: string, body: object, schema: Schema) =>
    send(`/api/dead-letters${path}`, body, schema);

  async function change<Schema extends z.ZodType>(
    method: "PUT" | "DELETE",
    path: string,
    body: object,
    schema: Schema,
    isNew = false,
  ): Promise<z.infer<Schema>> {
    const response = await call(path, {
      method,
      headers: {
        "content-type": "application/json",
        "x-bridge-operator": operator,
        ...(isNew ? { "if-none-match": "*" } : {}),
      },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw await refused(url, response);
    return read(response, schema);
  }

  return {
    url,
    async postAlert(body, route) {
      const path = route === undefined ? "/api/alerts" : `/api/alerts/${encodeURIComponent(route)}`;
      const response = await call(path, {
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
    deadLetters: (page) => get(`/api/dead-letters${query(page)}`, answers.deadLettersAnswer),
    deadLetter: (id) => find(`/api/dead-letters/${encodeURIComponent(id)}`, answers.deadLetterAnswer),
    connections: () => get("/api/connections", answers.connectionsAnswer),
    connection: (name) =>
      find(`/api/connections/${encodeURIComponent(name)}/status`, answers.connectionAnswer),
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
      find(`/api/connections/${encodeURIComponent(name)}/resume`, answers.resumedAnswer, (path) =>
        post(path, reason === undefined ? {} : { reason }),
      ),
    syncConnection: (name) =>
      find(
        `/api/connections/${encodeURIComponent(name)}/sync`,
        answers.syncedAnswer,
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
      return read(response, answers.checkedAnswer);
    },
    async erase(wish) {
      const response = await call("/api/erase", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(wish),
      });
      if (!response.ok) throw await refused(url, response);
      return read(response, answers.erasureAnswer);
    },
    replay: (id, wish) => act(`/${encodeURIComponent(id)}/replay`, wish, answers.replayedAnswer),
    replayMany: (wish) => act("/replay", { limit: 100, ...wish }, answers.replayedManyAnswer),
    rehearseReplay: (id, wish) =>
      act(`/${encodeURIComponent(id)}/replay?dryRun=true`, wish, answers.rehearsedAnswer),
    rehearseMany: (wish) => act("/replay?dryRun=true", wish, answers.rehearsedManyAnswer),
    discard: (id, reason) => act(`/${encodeURIComponent(id)}/discard`, { reason }, answers.discardedAnswer),
    discardMany: (wish) => act("/discard", { limit: 100, ...wish }, answers.discardedManyAnswer),
    audit: (page) => get(`/api/audit${query(page)}`, answers.auditAnswer),
    async ready() {
      // 503 is an answer here: it says which part is not ready.
      const response = await call("/api/ready");
      if (!response.ok && response.status !== 503) throw await refused(url, response);
      return read(response, answers.readyAnswer);
    },
  };
}

/** The bridge, or something before it, said no. */
export class Refused extends CliError {
  readonly status: number;
  readonly code: string | undefined;
  /** Where several things are wrong at once: each of them, `field: what is wrong`. */
  readonly problems: readonly string[];

  constructor(
    message: string,
    said: {
      readonly status: number;
      readonly code?: string | undefined;
      readonly hint?: string | undefined;
      readonly problems?: readonly string[];
    },
  ) {
    super(message, { hint: said.hint });
    this.status = said.status;
    this.code = said.code;
    this.problems = said.problems ?? [];
  }
}

async function refused(url: string, response: Response): Promise<Refused> {
  const text = await response.text().catch(() => "");
  const problem = answers.problemAnswer.safeParse(parseJson(text));
  if (problem.success) {
    const { title, detail, code, resolution, problems } = cleanValue(problem.data);
    const known = { status: response.status, code: code ?? undefined };
    const said = [code, title].filter(Boolean).join(": ");
    if (problems !== undefined && problems !== null && problems.length > 0) {
      const lines = problems.map(oneLine);
      return new Refused([said, ...lines.map((line) => `  ${line}`)].join("\n"), {
        ...known,
        problems: lines,
      });
    }
    const message = detail === undefined || detail === null ? said : `${said} (${oneLine(detail)})`;
    return new Refused(message, { ...known, hint: resolution ?? undefined });
  }
  const hint =
    response.status === 401 || response.status === 403
      ? "A function key is needed: --key or BRIDGE_KEY."
      : "Check the address: --url or BRIDGE_URL.";
  return new Refused(`${url} answered HTTP ${response.status}: ${excerpt(text)}`, {
    status: response.status,
    hint,
  });
}

function whyNoAnswer(url: string, error: unknown, timeoutMs: number): CliError {
  if (error instanceof Error && error.name === "TimeoutError") {
    return new CliError(`${url} did not answer within ${timeoutMs / 1000} s.`);
  }
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code =
    (cause as NodeJS.ErrnoException).code ?? (cause instanceof Error ? cause.message : String(cause));
  if (code === "ECONNREFUSED" || code === "ENOTFOUND" || code === "EHOSTUNREACH") {
    return new NothingAnswers(`Nothing answers at ${url} (${code}).`, {
      hint: "Start it with npm start, or name another address with --url or BRIDGE_URL.",
    });
  }
  return new CliError(`The connection to ${url} failed: ${cleanText(code)}.`);
}

function query(parameters: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  const text = new URLSearchParams(
    given.map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
  return text === "" ? "" : `?${text}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function excerpt(text: string): string {
  const line = oneLine(cleanText(text));
  if (line === "") return "(an empty body)";
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}
