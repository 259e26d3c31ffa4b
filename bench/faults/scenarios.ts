import type { Scenario } from "./scenario.ts";
import { everything } from "./scenarios/everything.ts";
import {
  hardKill,
  hibernation,
  identical,
  longOutage,
  lostAnswers,
  outage,
  rateLimit,
  storageOutage,
} from "./scenarios/simple.ts";

export const scenarios: readonly Scenario[] = [
  hardKill,
  outage,
  longOutage,
  rateLimit,
  identical,
  storageOutage,
  lostAnswers,
  hibernation,
  everything,
];
