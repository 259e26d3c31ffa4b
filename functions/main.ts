import { app } from "@azure/functions";

import { lazyBridge } from "../shared/composeLazily.ts";
import { registerAlerts } from "./endpoints/alerts.ts";
import { registerAuthorisation } from "./endpoints/authorisation.ts";
import { registerConnections } from "./endpoints/connections.ts";
import { registerDeadLetters } from "./endpoints/deadLetters.ts";
import { registerHealth } from "./endpoints/health.ts";
import { registerRecords } from "./endpoints/records.ts";
import { registerTickets } from "./endpoints/tickets.ts";
import { isSignInOn } from "./operatorOf.ts";
import { registerQueues } from "./queues.ts";
import { registerTimers } from "./timers.ts";

// Without streaming, a chunked body arrives empty.
app.setup({ enableHttpStream: true });

const bridge = lazyBridge(process.env);
const signIn = isSignInOn(process.env);
app.hook.appStart(() => bridge.warmUp());
app.hook.appTerminate(() => bridge.close());

registerAlerts(bridge.get);
registerHealth(bridge.get);
registerTickets(bridge.get);
registerDeadLetters(bridge.get, signIn);
registerConnections(bridge.get, signIn);
registerAuthorisation(bridge.get, signIn);
registerRecords(bridge.get, signIn);
registerQueues(bridge.get);
registerTimers(bridge.get, process.env);
