import type { FailureEntry } from "./failureEntry.ts";

/** ServiceNow understood, and refuses this record or this request. */
export const serviceNowRecordFailures = {
  SERVICENOW_DATA_POLICY: {
    title: "A data policy in ServiceNow misses fields",
    cause: "A data policy makes the fields mandatory that the detail names (by their labels).",
    resolution:
      "Let the route fill these fields (bridge.json), or exempt the integration user from the policy; then replay the message. A close code that the instance does not know is reported as missing, too.",
    owner: "configuration",
    automaticAction: "It keeps the message as a dead letter, with the names of the fields that are missing.",
    retry: "never",
    httpStatus: 502,
  },
  SERVICENOW_BUSINESS_RULE_ABORTED: {
    title: "A business rule in ServiceNow stopped the write",
    cause:
      "The business rule that the detail names aborted the operation. Its message is not shown to callers.",
    resolution: "Look into the rule's script and condition in ServiceNow; then replay the message.",
    owner: "partner",
    automaticAction: "It keeps the message as a dead letter, with the name of the rule.",
    retry: "never",
    httpStatus: 502,
  },
  SERVICENOW_TABLE_INVALID: {
    title: "ServiceNow does not know the table",
    cause: "The table does not exist on this instance, or its application is not installed.",
    resolution:
      "Check that the URL is the right instance's, and that Incident Management is active there; then replay the message.",
    owner: "configuration",
    automaticAction: "It keeps the message as a dead letter at once: trying again would change nothing.",
    retry: "never",
    httpStatus: 502,
  },
  SERVICENOW_API_NOT_FOUND: {
    title: "There is no such API at this address",
    cause:
      "ServiceNow answers “Requested URI does not represent any resource”: the address leads to an instance without the Table API, or something in between rewrites the path.",
    resolution:
      "Check that the connection's address is the bare one of the instance (`bridge connections show <name>`), and that nothing in between changes paths; then replay the message.",
    owner: "configuration",
    automaticAction: "It keeps the message as a dead letter at once: trying again would change nothing.",
    retry: "never",
    httpStatus: 502,
  },
  SERVICENOW_RECORD_NOT_FOUND: {
    title: "The record is not there, or not visible",
    cause: "The record was deleted, or an access control rule hides it: ServiceNow answers both alike.",
    resolution:
      "Nothing, if somebody deleted it. If it is still there, give the integration user read access: look for it in ServiceNow as administrator.",
    owner: "partner",
    automaticAction:
      "It looks again: where reading is proven to be allowed the ticket counts as gone, and what fires gets a new ticket that names the former one.",
    retry: "later",
    httpStatus: 503,
  },
  SERVICENOW_REQUEST_TOO_LARGE: {
    title: "The request is too large for ServiceNow",
    cause: "The body is longer than the instance's glide.rest.max_content_length (10 MB by default).",
    resolution:
      "Raise glide.rest.max_content_length, or let the route write less into the ticket; then replay the message.",
    owner: "configuration",
    automaticAction: "It keeps the message as a dead letter at once: trying again would change nothing.",
    retry: "never",
    httpStatus: 502,
  },
  SERVICENOW_BODY_UNREADABLE: {
    title: "The request arrived at ServiceNow as broken JSON",
    cause:
      "ServiceNow answers “Exception while reading request” and “Cannot decode”. The bridge sends valid JSON, so something in between changed or cut the body.",
    resolution:
      "Look for a proxy or a web application firewall that rewrites bodies; then replay the message. The attached request is what was sent.",
    owner: "configuration",
    automaticAction: "It keeps the message as a dead letter with the request as it was sent.",
    retry: "never",
    httpStatus: 502,
  },
  SERVICENOW_METHOD_REFUSED: {
    title: "The request's method is refused",
    cause:
      "The answer is 405. ServiceNow's Table API takes GET, POST and PATCH, so something in between does not let PATCH or POST through.",
    resolution:
      "Allow GET, POST and PATCH to the instance in the proxy or web application firewall; then replay the message.",
    owner: "configuration",
    automaticAction: "It keeps the message as a dead letter at once: trying again would change nothing.",
    retry: "never",
    httpStatus: 502,
  },
  SERVICENOW_REQUEST_INVALID: {
    title: "ServiceNow does not understand the request",
    cause:
      "ServiceNow refuses the request's form: a 400 whose reason is not known, or a media type that it does not take (406, 415).",
    resolution:
      "Check that nothing between the bridge and ServiceNow changes requests. Otherwise report it with the attached request and answer.",
    owner: "bridge",
    automaticAction: "It keeps the message as a dead letter at once: trying again would change nothing.",
    retry: "never",
    httpStatus: 502,
  },
  SERVICENOW_CLOSE_CODE_MISSING: {
    title: "No close code for resolving is known",
    cause:
      "The route names none that the instance has, and the instance's own could not be read (sys_choice, incident.close_code).",
    resolution:
      "Set the route's closeCode to one of the instance's values, or give the integration user the role personalize_choices; then replay the message.",
    owner: "configuration",
    automaticAction:
      "It leaves the ticket open and keeps the message as a dead letter, with the codes that the instance knows.",
    retry: "never",
    httpStatus: 502,
  },
} as const satisfies Record<string, FailureEntry>;
