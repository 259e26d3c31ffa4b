import type { FailureEntry } from "./failureEntry.ts";

/** What keeps a connection alive: its ends, and the synchronisation of what an instance is configured with. */
export const connectionCareFailures = {
  CONNECTION_CREDENTIALS_END: {
    title: "Credentials of a connection end soon, or have ended",
    cause:
      "A refresh token, a client secret, a certificate or a password has a date. ServiceNow does not prolong a refresh token by use: it ends so long after it was first issued, whatever happens in between.",
    resolution:
      "Renew what the warning names before its date. Refresh token: `bridge connections authorize <name>`. Client secret, certificate or password: make the new one while the old one is still valid, give it to the connection (`bridge connections credentials <name>`; a second OAuth client of ServiceNow with its id), see that `bridge connections check <name>` is content, then withdraw the old one. A grant that needs no person (client credentials, JWT bearer, a managed identity) ends this for good.",
    owner: "credentials",
    automaticAction:
      "It warns 30, 7 and 1 days before and at the end, each time once, and keeps one incident open until the end has moved; where the grant needs nobody it replaces the refresh token by itself.",
    retry: "never",
    httpStatus: 409,
  },
  CONNECTION_SYNC_RUNNING: {
    title: "A synchronisation of this connection is under way",
    cause: "Somebody else, or the bridge itself, has begun one and not ended it yet.",
    resolution:
      "Wait until it is over: `bridge status <name>` shows how far it is. Then repeat it if it is still needed.",
    owner: "bridge",
    automaticAction:
      "It lets one synchronisation at a time run; one that has died is given up after two minutes, and the next one may begin.",
    retry: "later",
    httpStatus: 503,
  },
  CONNECTION_CONFIGURATION_UNREADABLE: {
    title: "The instance's templates, choices or groups cannot be read",
    cause:
      "The integration user may not read what the detail names: a role is missing (personalize_choices for choice lists, template_editor for templates), an access rule hides every row without a word, or a REST API policy refuses the table. The connector of old gave the same answer to a refresh token that had ended; the bridge says that with a code of its own.",
    resolution:
      "Give the integration user the roles that `bridge connections check <name>` names as missing, then `bridge connections sync <name>`. Tickets are made meanwhile: the bridge needs none of these lists for them.",
    owner: "configuration",
    automaticAction:
      "It reads the rest, lets the connection be used, and tries again with the daily synchronisation.",
    retry: "never",
    httpStatus: 403,
  },
  CONNECTION_CHOICES_EMPTY: {
    title: "The instance shows no choices for fields that tickets have",
    cause:
      "The choice lists that the detail names are empty, or every one of their entries is inactive, in another language than English, or hidden from the integration user.",
    resolution:
      "Look at the field's choices in ServiceNow (the table's dictionary, Choices). If they are there, give the integration user the role personalize_choices. Then `bridge connections sync <name>`. A route may also name the values itself.",
    owner: "configuration",
    automaticAction: "It lets the connection be used, and leaves a field out whose values it does not know.",
    retry: "never",
    httpStatus: 409,
  },
} as const satisfies Record<string, FailureEntry>;
