import { restsAfterThree, restsWhileAway, resumeAtOnce } from "./connectionRests.ts";
import type { FailureEntry } from "./failureEntry.ts";

/** No usable answer came. */
export const serviceNowNetworkFailures = {
  SERVICENOW_HOST_UNKNOWN: {
    title: "The instance's host name is not known",
    cause:
      "DNS knows no address for the host of the instance URL: it is misspelt, the instance was renamed or given back, or a private DNS zone lacks it. Nothing was sent.",
    resolution:
      "Correct the connection's address (`bridge connections change <name> --instance …`, `bridge.json`, or SERVICENOW_INSTANCE_URL). If the name is right, look it up from the function app's network (nameresolver in its console). Messages go on by themselves.",
    owner: "configuration",
    automaticAction: restsWhileAway,
    retry: "later",
    httpStatus: 503,
  },
  SERVICENOW_CERTIFICATE_INVALID: {
    title: "The instance's TLS certificate is not accepted",
    cause:
      "The certificate has expired, is for another host, or was issued by an authority that Node.js does not know, as a proxy that opens TLS has it. Credentials were not sent.",
    resolution:
      "Check that the URL names the right host, and what stands between the bridge and ServiceNow. For a company's own authority set NODE_EXTRA_CA_CERTS. Certificate checks cannot be switched off.",
    owner: "configuration",
    automaticAction: `It breaks the connection off before anything is sent. ${restsWhileAway}`,
    retry: "later",
    httpStatus: 503,
  },
  SERVICENOW_UNREACHABLE: {
    title: "The ServiceNow instance cannot be reached",
    cause:
      "No connection came about: it was refused, no route leads there, DNS did not answer, or nobody answered within ten seconds. Nothing was sent.",
    resolution: `Check the outbound network rules and DNS of the function app, and ServiceNow's status. ${resumeAtOnce}`,
    owner: "partner",
    automaticAction: restsWhileAway,
    retry: "later",
    httpStatus: 503,
  },
  SERVICENOW_TIMEOUT: {
    title: "ServiceNow did not answer in time",
    cause: "The request was given up before the whole answer was there. ServiceNow may have carried it out.",
    resolution:
      "Nothing: the bridge looks whether it happened before it tries again. If it goes on, look for slow business rules or an overloaded instance.",
    owner: "partner",
    automaticAction: `It looks in ServiceNow whether the write happened, and repeats it only if it certainly did not. ${restsAfterThree}`,
    retry: "later",
    httpStatus: 504,
  },
  SERVICENOW_CONNECTION_LOST: {
    title: "The connection to ServiceNow broke",
    cause: "The connection ended after the request had begun and before the whole answer was there.",
    resolution: "Nothing: the bridge looks whether it happened before it tries again.",
    owner: "partner",
    automaticAction: `It looks in ServiceNow whether the write happened, and repeats it only if it certainly did not. ${restsAfterThree}`,
    retry: "later",
    httpStatus: 503,
  },
  SERVICENOW_REPLY_CUT: {
    title: "ServiceNow's answer is cut off",
    cause:
      "The answer says success, but its JSON ends in the middle: ServiceNow cancels a transaction after 60 seconds, even while it is answering.",
    resolution:
      "Nothing: the bridge looks whether it happened before it tries again. If it goes on, look for slow business rules on the table.",
    owner: "partner",
    automaticAction:
      "It does not take the answer for success: it looks whether the write happened before it repeats it.",
    retry: "later",
    httpStatus: 503,
  },
  SERVICENOW_REPLY_TOO_LARGE: {
    title: "ServiceNow's answer is far too large",
    cause:
      "The answer has more than 8 MiB, although nothing that large was asked for: something else answers, or a query was ignored.",
    resolution:
      "Check the instance URL and what stands between the bridge and ServiceNow; then replay the message.",
    owner: "partner",
    automaticAction:
      "It stops reading; after a write it looks whether that happened, and then keeps the message as a dead letter.",
    retry: "never",
    httpStatus: 502,
  },
} as const satisfies Record<string, FailureEntry>;
