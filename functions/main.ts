import { app } from "@azure/functions";

import { lazyBridge } from "../shared/composeLazily.ts";
import { authoriseWithPassword, beginAuthorisation, showAuthorisation } from "./authorisation.ts";
import { authorizedPage, authorizePage } from "./authorisationPages.ts";
import { captureDeadLetter, capturePoison } from "./captureDeadLetter.ts";
import {
  discardDeadLetter,
  discardDeadLetters,
  replayDeadLetter,
  replayDeadLetters,
} from "./deadLetterActions.ts";
import { checkConnection } from "./checkConnection.ts";
import { listConnections, showConnectionStatus } from "./connectionStatus.ts";
import { deliverWork } from "./deliverWork.ts";
import { listErrors, showError } from "./errors.ts";
import { erase } from "./erase.ts";
import { health, ready } from "./health.ts";
import { listDeadLetters, listTickets, showDeadLetter, showDelivery, showTicket } from "./lookUp.ts";
import { isSignInOn } from "./operatorOf.ts";
import { putConnection, removeConnection, replaceCredentials, showConnection } from "./manageConnections.ts";
import { receiveAlert } from "./receiveAlert.ts";
import { showAudit } from "./showAudit.ts";
import { resumeConnection } from "./resumeConnection.ts";
import { refreshTokens } from "./refreshTokens.ts";
import { removeOld } from "./removeOld.ts";
import { syncConnection } from "./syncConnection.ts";
import { sweepAbandoned } from "./sweepAbandoned.ts";
import { watchItself } from "./watchItself.ts";

// Without streaming, a chunked body arrives empty.
app.setup({ enableHttpStream: true });

const bridge = lazyBridge(process.env);
const signIn = isSignInOn(process.env);
app.hook.appStart(() => bridge.warmUp());
app.hook.appTerminate(() => bridge.close());

const storage = "BRIDGE_STORAGE";

app.http("receiveAlert", {
  // Whatever is posted beneath it may carry an alert: nothing of that is answered with 404.
  route: "api/alerts/{*route}",
  methods: ["POST", "GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"],
  authLevel: "function",
  handler: receiveAlert(bridge.get),
});
app.http("health", { route: "api/health", methods: ["GET"], authLevel: "anonymous", handler: health() });
app.http("ready", {
  route: "api/ready",
  methods: ["GET"],
  authLevel: "function",
  handler: ready(bridge.get),
});
app.http("listTickets", {
  route: "api/tickets",
  methods: ["GET"],
  authLevel: "function",
  handler: listTickets(bridge.get),
});
app.http("showTicket", {
  route: "api/tickets/{correlationId}",
  methods: ["GET"],
  authLevel: "function",
  handler: showTicket(bridge.get),
});
app.http("showDelivery", {
  route: "api/deliveries/{id}",
  methods: ["GET"],
  authLevel: "function",
  handler: showDelivery(bridge.get),
});
app.http("listDeadLetters", {
  route: "api/dead-letters",
  methods: ["GET"],
  authLevel: "function",
  handler: listDeadLetters(bridge.get),
});
app.http("showDeadLetter", {
  route: "api/dead-letters/{id}",
  methods: ["GET"],
  authLevel: "function",
  handler: showDeadLetter(bridge.get),
});
app.http("replayDeadLetters", {
  route: "api/dead-letters/replay",
  methods: ["POST"],
  authLevel: "function",
  handler: replayDeadLetters(bridge.get, signIn),
});
app.http("replayDeadLetter", {
  route: "api/dead-letters/{id}/replay",
  methods: ["POST"],
  authLevel: "function",
  handler: replayDeadLetter(bridge.get, signIn),
});
app.http("discardDeadLetters", {
  route: "api/dead-letters/discard",
  methods: ["POST"],
  authLevel: "function",
  handler: discardDeadLetters(bridge.get, signIn),
});
app.http("discardDeadLetter", {
  route: "api/dead-letters/{id}/discard",
  methods: ["POST"],
  authLevel: "function",
  handler: discardDeadLetter(bridge.get, signIn),
});
app.http("erase", {
  route: "api/erase",
  methods: ["POST"],
  authLevel: "function",
  handler: erase(bridge.get, signIn),
});
app.http("resumeConnection", {
  route: "api/connections/{name}/resume",
  methods: ["POST"],
  authLevel: "function",
  handler: resumeConnection(bridge.get, signIn),
});
app.http("checkConnection", {
  route: "api/connections/{name}/check",
  methods: ["POST"],
  authLevel: "function",
  handler: checkConnection(bridge.get, signIn),
});
app.http("syncConnection", {
  route: "api/connections/{name}/sync",
  methods: ["POST"],
  authLevel: "function",
  handler: syncConnection(bridge.get, signIn),
});
app.http("showAudit", {
  route: "api/audit",
  methods: ["GET"],
  authLevel: "function",
  handler: showAudit(bridge.get),
});
app.http("listErrors", {
  route: "api/errors",
  methods: ["GET"],
  authLevel: "function",
  handler: listErrors(),
});
app.http("showError", {
  route: "api/errors/{code}",
  methods: ["GET"],
  authLevel: "function",
  handler: showError(),
});
app.http("listConnections", {
  route: "api/connections",
  methods: ["GET"],
  authLevel: "function",
  handler: listConnections(bridge.get),
});
app.http("showConnectionStatus", {
  route: "api/connections/{name}/status",
  methods: ["GET"],
  authLevel: "function",
  handler: showConnectionStatus(bridge.get),
});
app.http("showConnection", {
  route: "api/connections/{name}",
  methods: ["GET"],
  authLevel: "function",
  handler: showConnection(bridge.get),
});
app.http("beginAuthorisation", {
  route: "api/connections/{name}/authorization",
  methods: ["POST"],
  authLevel: "function",
  handler: beginAuthorisation(bridge.get, signIn),
});
app.http("showAuthorisation", {
  route: "api/connections/{name}/authorization/{id}",
  methods: ["GET"],
  authLevel: "function",
  handler: showAuthorisation(bridge.get),
});
app.http("authoriseWithPassword", {
  route: "api/connections/{name}/authorization/password",
  methods: ["POST"],
  authLevel: "function",
  handler: authoriseWithPassword(bridge.get, signIn),
});
// For a browser that has a link; ServiceNow sends it back without any key.
app.http("authorizePage", {
  route: "api/connections/{name}/authorize",
  methods: ["GET", "POST"],
  authLevel: "anonymous",
  handler: authorizePage(bridge.get),
});
app.http("authorizedPage", {
  route: "api/connections/{name}/authorized",
  methods: ["GET"],
  authLevel: "anonymous",
  handler: authorizedPage(bridge.get),
});
app.http("putConnection", {
  route: "api/connections/{name}",
  methods: ["PUT"],
  authLevel: "function",
  handler: putConnection(bridge.get, signIn),
});
app.http("removeConnection", {
  route: "api/connections/{name}",
  methods: ["DELETE"],
  authLevel: "function",
  handler: removeConnection(bridge.get, signIn),
});
app.http("replaceCredentials", {
  route: "api/connections/{name}/credentials",
  methods: ["PUT"],
  authLevel: "function",
  handler: replaceCredentials(bridge.get, signIn),
});
app.storageQueue("deliverWork", {
  queueName: "bridge-work",
  connection: storage,
  handler: deliverWork(bridge.get),
});
// Of severity 0 and 1: not behind everything else.
app.storageQueue("deliverCriticalWork", {
  queueName: "bridge-work-critical",
  connection: storage,
  handler: deliverWork(bridge.get),
});
app.storageQueue("captureDeadLetter", {
  queueName: "bridge-dead-letters",
  connection: storage,
  handler: captureDeadLetter(bridge.get),
});
app.storageQueue("capturePoison", {
  queueName: "bridge-work-poison",
  connection: storage,
  handler: capturePoison(bridge.get),
});
app.storageQueue("captureCriticalPoison", {
  queueName: "bridge-work-critical-poison",
  connection: storage,
  handler: capturePoison(bridge.get),
});
app.timer("removeOld", {
  schedule: process.env["BRIDGE_RETENTION_SCHEDULE"] ?? "0 17 2 * * *",
  handler: removeOld(bridge.get),
});
app.timer("refreshTokens", {
  schedule: process.env["BRIDGE_REFRESH_SCHEDULE"] ?? "20 */2 * * * *",
  handler: refreshTokens(bridge.get),
});
app.timer("sweepAbandoned", {
  schedule: process.env["BRIDGE_SWEEP_SCHEDULE"] ?? "*/30 * * * * *",
  handler: sweepAbandoned(bridge.get),
});
app.timer("watchItself", {
  schedule: process.env["BRIDGE_WATCH_SCHEDULE"] ?? "0 * * * * *",
  handler: watchItself(bridge.get),
});
