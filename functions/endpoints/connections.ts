import type { LazyBridge } from "../../shared/composeLazily.ts";
import { checkConnection } from "../checkConnection.ts";
import { listConnections, showConnectionStatus } from "../connectionStatus.ts";
import { putConnection, removeConnection, replaceCredentials, showConnection } from "../manageConnections.ts";
import { resumeConnection } from "../resumeConnection.ts";
import { syncConnection } from "../syncConnection.ts";
import { keyed } from "./keyed.ts";

/** Connections: how they are doing, and what people do to them. How they get access is in authorisation.ts. */
export function registerConnections(bridge: LazyBridge["get"], signIn: boolean): void {
  const one = "api/connections/{name}";
  keyed("GET", "api/connections", "listConnections", listConnections(bridge));
  keyed("GET", one, "showConnection", showConnection(bridge));
  keyed("PUT", one, "putConnection", putConnection(bridge, signIn));
  keyed("DELETE", one, "removeConnection", removeConnection(bridge, signIn));
  keyed("PUT", `${one}/credentials`, "replaceCredentials", replaceCredentials(bridge, signIn));
  keyed("GET", `${one}/status`, "showConnectionStatus", showConnectionStatus(bridge));
  keyed("POST", `${one}/resume`, "resumeConnection", resumeConnection(bridge, signIn));
  keyed("POST", `${one}/check`, "checkConnection", checkConnection(bridge, signIn));
  keyed("POST", `${one}/sync`, "syncConnection", syncConnection(bridge, signIn));
}
