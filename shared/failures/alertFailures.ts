import type { FailureEntry } from "./failureEntry.ts";

/** What is wrong with what a sender posted, or with where the settings send it. */
export const alertFailures = {
  ALERT_NOT_JSON: {
    title: "The request body is not JSON",
    cause: "The sender posted something other than a JSON text in UTF-8.",
    resolution:
      "Post the alert as JSON. In an action group, use a webhook action with the common alert schema.",
    owner: "sender",
    automaticAction: "It answers 400 and keeps nothing: no alert of Azure Monitor has this form.",
    retry: "never",
    httpStatus: 400,
  },
  ALERT_TOO_LARGE: {
    title: "The request body is larger than 1 MiB",
    cause:
      "Azure Monitor sends at most 256 KB; something else posts to this address, or results are embedded. No other request to the bridge needs more, either.",
    resolution:
      "For alerts, use the common alert schema, which links to results and does not embed them. Send anything else in smaller parts.",
    owner: "sender",
    automaticAction: "It stops reading, answers 413 and keeps nothing.",
    retry: "never",
    httpStatus: 413,
  },
  ALERT_TOO_SLOW: {
    title: "The request body did not arrive in time",
    cause: "The sender, or the network before the bridge, let go of the body too slowly.",
    resolution:
      "Nothing has to be done if it was once. If it goes on, look at the network and at what stands before the bridge.",
    owner: "sender",
    automaticAction: "It answers 503 within three seconds, so that the sender repeats instead of giving up.",
    retry: "later",
    httpStatus: 503,
  },
  METHOD_NOT_ALLOWED: {
    title: "The webhook takes nothing but POST",
    cause: "The sender used another method at the address of the webhook.",
    resolution: "Post the alert. In an action group, use a webhook action, which always does.",
    owner: "sender",
    automaticAction: "It answers 405 and takes nothing in.",
    retry: "never",
    httpStatus: 405,
  },
  ALERT_SHAPE_UNKNOWN: {
    title: "The alert's shape is not known",
    cause: "The body is JSON, but none of the shapes that Azure Monitor documents.",
    resolution:
      "Turn on the common alert schema in the action group. The body is kept: replay it once a release knows the shape.",
    owner: "sender",
    automaticAction: "It answers 202 and keeps the body as a dead letter, so that nothing is lost.",
    retry: "never",
    httpStatus: 202,
  },
  ROUTE_UNKNOWN: {
    title: "The address names a route that does not exist",
    cause: "The alert was posted to /api/alerts/{route}, and no route has that name.",
    resolution:
      "Correct the address in the action group, or add the route to bridge.json; then replay the message.",
    owner: "configuration",
    automaticAction: "It answers 202 and keeps the body as a dead letter, so that nothing is lost.",
    retry: "never",
    httpStatus: 202,
  },
  ALERT_PROCESSING_FAILED: {
    title: "The bridge stumbled over this alert",
    cause:
      "Reading or routing the alert, drafting its work item, or reading its ticket's record ended in an error of the bridge's own.",
    resolution:
      "Report it with the dead letter's detail and its body, which is kept. Replay it after an update.",
    owner: "bridge",
    automaticAction:
      "The webhook takes the alert in all the same. The worker tries it; if that fails, too, it keeps the message as a dead letter.",
    retry: "never",
    httpStatus: 202,
  },
  CONNECTION_MISSING: {
    title: "The connection does not exist",
    cause: "A route, or a command, names a connection that there is not (any more).",
    resolution:
      "See those that there are: `bridge connections list`. Add the connection, or let the route name another one; then replay the message.",
    owner: "configuration",
    automaticAction: "It keeps the message as a dead letter.",
    retry: "never",
    httpStatus: 409,
  },
} as const satisfies Record<string, FailureEntry>;
