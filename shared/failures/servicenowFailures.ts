import { serviceNowAnswerFailures } from "./serviceNowAnswerFailures.ts";
import { serviceNowConnectionFailures } from "./serviceNowConnectionFailures.ts";
import { serviceNowCredentialFailures } from "./serviceNowCredentialFailures.ts";
import { serviceNowNetworkFailures } from "./serviceNowNetworkFailures.ts";
import { serviceNowPassingFailures } from "./serviceNowPassingFailures.ts";
import { serviceNowPermissionFailures } from "./serviceNowPermissionFailures.ts";
import { serviceNowRecordFailures } from "./serviceNowRecordFailures.ts";

/** What can go wrong with ServiceNow, in the order in which a call meets it. */
export const serviceNowFailures = {
  ...serviceNowConnectionFailures,
  ...serviceNowNetworkFailures,
  ...serviceNowCredentialFailures,
  ...serviceNowPermissionFailures,
  ...serviceNowRecordFailures,
  ...serviceNowPassingFailures,
  ...serviceNowAnswerFailures,
} as const;
