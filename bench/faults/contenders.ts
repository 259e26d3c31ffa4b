import type { Contender } from "./contender.ts";
import { alertmanager } from "./contenders/alertmanager.ts";
import { bridge } from "./contenders/bridge.ts";
import { nodeRed } from "./contenders/nodeRed.ts";
import { straightHandler } from "./contenders/straightHandler.ts";

export const contenders: readonly Contender[] = [
  bridge(),
  straightHandler("throws"),
  straightHandler("passes"),
  straightHandler("careful"),
  nodeRed,
  alertmanager,
];
