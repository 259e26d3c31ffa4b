import { BridgeError } from "../../failures/bridgeError.ts";
import type { Connection } from "../connection.ts";
import { sameName } from "../connectionNames.ts";

/** Why a connection of this name is not changed by command, if the deployment describes it. */
export function fixedConnection(fixed: readonly Connection[], name: string): BridgeError | undefined {
  const there = fixed.find((one) => sameName(one.name, name));
  if (there === undefined) return undefined;
  const where = there.source === "settings" ? "the app's settings (SERVICENOW_…)" : "bridge.json";
  return new BridgeError("CONNECTION_DESCRIBED_ELSEWHERE", `"${there.name}" is described in ${where}`);
}
