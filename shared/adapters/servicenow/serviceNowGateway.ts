import { Pool, type Dispatcher } from "undici";
import type { ConnectionGateway } from "../../connections/openConnections.ts";
import type { Clock, WorkItemGateway } from "../../delivery/ports.ts";
import type { Authorizer } from "../../tokens/authorizer.ts";
import { checkInstanceUrl, isDeveloperInstance } from "./checkInstanceUrl.ts";
import { serviceNowChecks } from "./check/serviceNowChecks.ts";
import { closeCodes } from "./closeCodes.ts";
import { configurationReader } from "./configuration/configurationReader.ts";
import { credentialsGuard } from "./credentialsGuard.ts";
import { dictionaryLengths } from "./dictionaryLengths.ts";
import { fieldLengths } from "./fieldLengths.ts";
import { httpExchange } from "./exchange.ts";
import { importWriter } from "./importWriter.ts";
import { incidentLookups } from "./incidentLookups.ts";
import { incidentWrites } from "./incidentWrites.ts";
import { tableWriter } from "./incidentWriter.ts";
import { integrationUser } from "./integrationUser.ts";
import { fairLimiter } from "./limiter.ts";
import { findNote } from "./notes.ts";
import { observedExchange } from "./observedExchange.ts";
import { probeInstance } from "./probe.ts";
import { readingProof } from "./readingProof.ts";
import { references } from "./references.ts";
import { rehearsingCalls } from "./rehearsingCalls.ts";
import { seeing } from "./seeing.ts";
import { type CallTable, tableCalls } from "./tableCalls.ts";
import { bearerOf, whoAmI } from "./whoAmI.ts";

export type ServiceNowOptions = {
  /** `https://<instance>.service-now.com`, without a path. */
  readonly instanceUrl: string;
  /** What each call shows of who is calling. */
  readonly authorizer: Authorizer;
  /** Whose doings are the bridge's own, and no person's; null: whoever ServiceNow says that it is. */
  readonly userName: string | null;
  readonly clock: Clock;
  /**
   * For connecting, sending and the whole answer of one request; waiting for a place does not count. Default 30 s.
   * A write is sent within this time after its method was called, or not at all (CONNECTION_BUSY): whoever holds a claim
   * for twice as long knows that nothing is written after it.
   */
  readonly requestTimeoutMs?: number | undefined;
  /** Calls at a time. ServiceNow has about four API threads a node, so the default is 4. */
  readonly concurrency?: number | undefined;
  /** Hosts (`name` or `name:port`) that are allowed beside ServiceNow's own domains. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Incidents are then created and changed through this staging table (Import Set API) in place of the Table API. */
  readonly importSetTable?: string | undefined;
  /** Of the OAuth client whose refresh tokens the bridge has. */
  readonly clientId?: string | undefined;
  readonly userAgent?: string | undefined;
  /** In place of a connection pool of our own: a proxy's, or a test's. `close` leaves it open. */
  readonly dispatcher?: Dispatcher | undefined;
};

export type ServiceNowGateway = ConnectionGateway;

const defaultTimeoutMs = 30_000;
const defaultConcurrency = 4;
/** Our answers are a few kilobytes; what sends more is not what we asked. */
const largestAnswerBytes = 8 * 1024 * 1024;
const longestConnectMs = 10_000;

/** Work items in one ServiceNow instance. Throws BridgeError CONNECTION_URL_REFUSED before anything is sent. */
export function serviceNowGateway(options: ServiceNowOptions): ServiceNowGateway {
  const { authorizer, userName, clock, importSetTable, userAgent = "azure-ticket-bridge" } = options;
  const { requestTimeoutMs: timeoutMs = defaultTimeoutMs, concurrency = defaultConcurrency } = options;
  const url = checkInstanceUrl(options.instanceUrl, options.allowedHosts);
  const dispatcher = options.dispatcher ?? openPool(url, concurrency, timeoutMs);

  const common = { timeoutMs, userAgent, isDeveloperInstance: isDeveloperInstance(url) };
  const exchange = observedExchange(httpExchange(dispatcher, url.origin), clock, () => authorizer.secrets());
  const limiter = fairLimiter(concurrency);
  const callsOf = (caller: Authorizer) =>
    tableCalls({ ...common, exchange, authorizer: caller, clock, guard: credentialsGuard(), limiter });
  const call = callsOf(authorizer);

  // What was learned of the instance holds for a rehearsal, too.
  const lengths = fieldLengths(dictionaryLengths(call, clock));
  const workItems = (calls: CallTable): WorkItemGateway => {
    const proof = readingProof(calls);
    const see = seeing(integrationUser(calls, clock, userName));
    const hasNote = findNote(calls, proof);
    return {
      ...incidentLookups(calls, proof, see),
      ...incidentWrites({
        writer:
          importSetTable === undefined ? tableWriter(calls) : importWriter(calls, clock, importSetTable),
        see,
        references: references(calls, clock),
        closeCodeFor: closeCodes(calls, clock),
        lengths,
        sendBeforeMs: () => clock.nowMs() + timeoutMs,
      }),
      hasNote: (_kind, ref, mark, observe) => hasNote(ref.id, mark, observe),
    };
  };
  const gateway = workItems(call);
  return {
    ...gateway,
    checks: serviceNowChecks({ ...common, call, exchange, clock, gateway }),
    rehearsing: workItems(rehearsingCalls(call, () => authorizer.secrets())),
    configuration: configurationReader(call, options.clientId),
    probe: (observe) => probeInstance(call, observe),
    whoAmI: (observe, accessToken) =>
      whoAmI(accessToken === undefined ? call : callsOf(bearerOf(accessToken)), observe),
    close: async () => {
      if (options.dispatcher === undefined) await dispatcher.close();
    },
  };
}

function openPool(url: URL, connections: number, timeoutMs: number): Dispatcher {
  return new Pool(url.origin, {
    connections,
    pipelining: 1,
    maxResponseSize: largestAnswerBytes,
    connect: { timeout: Math.min(longestConnectMs, timeoutMs) },
  });
}
