import { alertFailures } from "./alertFailures.ts";
import { authorisationFailures } from "./authorisationFailures.ts";
import { bridgeFailures } from "./bridgeFailures.ts";
import { connectionCareFailures } from "./connectionCareFailures.ts";
import { connectionCheckFailures } from "./connectionCheckFailures.ts";
import { connectionFailures } from "./connectionFailures.ts";
import { deadLetterFailures } from "./deadLetterFailures.ts";
import { driftFailures } from "./driftFailures.ts";
import { importSetFailures } from "./importSetFailures.ts";
import { secretFailures } from "./secretFailures.ts";
import { serviceNowFailures } from "./servicenowFailures.ts";
import { tokenFailures } from "./tokenFailures.ts";

export type { FailureEntry } from "./failureEntry.ts";

/** Codes are public: they stand in answers, logs, dead letters and runbooks. Add freely, never rename. */
export const catalogue = {
  ...alertFailures,
  ...bridgeFailures,
  ...connectionFailures,
  ...deadLetterFailures,
  ...connectionCareFailures,
  ...serviceNowFailures,
  ...authorisationFailures,
  ...importSetFailures,
  ...connectionCheckFailures,
  ...tokenFailures,
  ...driftFailures,
  ...secretFailures,
} as const;

export type ErrorCode = keyof typeof catalogue;
