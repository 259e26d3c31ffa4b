/**
 * What the bridge does by itself about failures that concern a whole connection: said once, in the same words
 * everywhere. docs/pacing.md has the whole rule.
 */
export const restsWhileAway =
  "The connection rests for all messages, 2 seconds at first and a minute in the end, and then one message tries. " +
  "The others wait without losing retries, up to BRIDGE_GIVE_UP_HOURS (72).";

export const restsAfterThree =
  "After three in a row the connection rests for all messages, and no message loses retries by that.";

export const restsParked =
  "The connection is parked: one try after 5, 15, 30, then every 60 minutes, so that the account is not locked. " +
  "Messages wait without losing retries, up to BRIDGE_GIVE_UP_HOURS (72).";

/** What ends a rest at once, where a person has put right what it was about. */
export const resumeAtOnce =
  "`bridge connections resume <name>` then ends the rest; otherwise the next try does.";
