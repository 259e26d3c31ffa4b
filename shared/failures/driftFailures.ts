import type { FailureEntry } from "./failureEntry.ts";

/** Warnings about a ticket that was made all the same: what ServiceNow stored otherwise than it was sent. */
export const driftFailures = {
  SERVICENOW_VALUE_DROPPED: {
    title: "ServiceNow did not store a choice value",
    cause:
      "The value is not, or no longer, in the field's choice list, and ServiceNow leaves such values out without a word (glide.rest.choice.allow_non_existing_value).",
    resolution:
      "Correct the value in the route (bridge.json) or add it to the choice list in ServiceNow. A fallback (workItem.fallbacks) makes the bridge write another value by itself.",
    owner: "configuration",
    automaticAction:
      "It makes the ticket, and writes the route's fallback value once, with a work note; without a fallback it notes the field in the journal.",
    retry: "never",
    httpStatus: 502,
  },
  SERVICENOW_REFERENCE_UNKNOWN: {
    title: "ServiceNow knows no such caller or group",
    cause:
      "Nobody, or more than one, goes by the name that the route gives as caller or assignment group; or the integration user may not read the table.",
    resolution:
      "Correct the name in the route (bridge.json), or use the sys_id; see that the user or group is active and its name is the only one.",
    owner: "configuration",
    automaticAction:
      "It makes the ticket without this field, notes it in the journal, and looks the name up again after five minutes.",
    retry: "never",
    httpStatus: 502,
  },
  SERVICENOW_TEXT_CUT: {
    title: "A text was longer than ServiceNow's field",
    cause: "The field's length in ServiceNow's dictionary is smaller than the text.",
    resolution:
      "Nothing has to be done. To see whole texts, raise the field's maximum length in ServiceNow's dictionary.",
    owner: "configuration",
    automaticAction:
      "It makes the ticket, learns the field's length from the dictionary or from two answers, and from then on cuts longer texts itself, with a mark at the end.",
    retry: "never",
    httpStatus: 502,
  },
  SERVICENOW_VALUE_CHANGED: {
    title: "ServiceNow stored another value than it was sent",
    cause:
      "A business rule, an assignment rule or a template in ServiceNow changed the field while it was written.",
    resolution:
      "Nothing has to be done if the rule is meant to do so. Otherwise look for it in ServiceNow: the record's history shows what set the field.",
    owner: "partner",
    automaticAction: "It makes the ticket, leaves the field to ServiceNow, and notes it in the journal.",
    retry: "never",
    httpStatus: 502,
  },
} as const satisfies Record<string, FailureEntry>;

export type DriftCode = keyof typeof driftFailures;
