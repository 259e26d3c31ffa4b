import { judgeInstanceUrl } from "../../shared/connections/instanceUrl.ts";
import { synchronisedKinds, ticketStateNames } from "../../shared/connections/definition/connectionSchema.ts";
import { completedInstance } from "./completedInstance.ts";
import { type Draft, type GrantKind, grantKinds } from "./definitionOptions.ts";

/** What an answer is taken for, or what is wrong with it. */
export type Answered = { readonly value: unknown; readonly note?: string } | { readonly complaint: string };

export type Question = {
  readonly text: string;
  /** What an empty answer stands for. */
  readonly fallback?: string;
  readonly read: (answer: string) => Answered;
};

const largestDays = 120;
const take = (value: unknown): Answered => ({ value });
const complain = (complaint: string): Answered => ({ complaint });
const needed = (answer: string): Answered => (answer === "" ? complain("It is needed.") : take(answer));

export const instanceQuestion: Question = {
  text: "Instance (https://<instance>.service-now.com)",
  read(answer) {
    const url = completedInstance(answer);
    const judged = judgeInstanceUrl(url, []);
    // A host of one's own may be on the bridge's allow-list, which only the bridge knows.
    if (judged.kind === "refused" && !judged.because.includes("allow-list")) return complain(judged.because);
    return { value: url, ...(url === answer ? {} : { note: url }) };
  },
};

export function nameQuestion(instanceUrl: string): Question {
  const { hostname = "" } = URL.parse(instanceUrl) ?? {};
  const isHere = hostname === "localhost" || /^[\d.]+$|^\[/.test(hostname);
  return {
    text: "Name of the connection (it stays)",
    fallback: isHere ? "sandbox" : (hostname.split(".")[0] ?? ""),
    read: (answer) =>
      /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/.test(answer)
        ? take(answer)
        : complain("1 to 63 letters, digits, - or _, beginning with a letter or digit."),
  };
}

const aboutGrants: Readonly<Record<GrantKind, string>> = {
  authorizationCode: "somebody signs in, in a browser, every 90 days or so",
  password: "somebody gives the integration user's password once",
  clientCredentials: "client id and secret; nobody signs in (recommended)",
  jwtBearer: "a signed assertion, with a private key",
  entra: "a token of Microsoft Entra ID, of a managed identity for instance",
  basic: "user name and password each time (ServiceNow is retiring it)",
};

export const grantQuestion: Question = {
  text: [
    "How the bridge gets its access:",
    ...grantKinds.map((kind, index) => `  ${index + 1}  ${kind.padEnd(17)}  ${aboutGrants[kind]}`),
    "Grant",
  ].join("\n"),
  fallback: "1",
  read(answer) {
    const kind =
      grantKinds[Number(answer) - 1] ?? grantKinds.find((one) => one.toLowerCase() === answer.toLowerCase());
    return kind === undefined ? complain("One of the six: its number or its name.") : take(kind);
  },
};

const clientId: Question = { text: "Client id", read: needed };

/** What belongs to a grant beside its secrets, by field. */
export const grantQuestions: Readonly<Record<GrantKind, Readonly<Record<string, Question>>>> = {
  authorizationCode: { clientId },
  password: {
    clientId,
    user: {
      text: "User name whose password is kept, so that the bridge signs in by itself (empty: none; authorize asks for it once)",
      read: (answer) => take(answer === "" ? undefined : { userName: answer }),
    },
  },
  clientCredentials: { clientId },
  jwtBearer: {
    clientId,
    keyId: { text: "Key id (kid)", read: needed },
    subject: { text: "Subject (sys_id of the integration user)", read: needed },
  },
  entra: {
    audience: { text: "Audience (application ID URI)", read: needed },
    application: {
      text: "App registration, as <tenant id> <client id> (empty: the identity of the app that the bridge runs in)",
      read: applicationOf,
    },
  },
  basic: { userName: { text: "User name", read: needed } },
};

/** Everything else that a description has, by field; undefined: it is left out. */
export function otherQuestions(grant: Draft): Readonly<Record<string, Question>> {
  const hasRefreshToken = ["authorizationCode", "password"].includes(String(grant["kind"]));
  return {
    integrationUser: {
      text: "Integration user (anybody else is refused; empty: whoever signs in)",
      read: (answer) => take(answer === "" ? undefined : answer),
    },
    synchronise: {
      text: `Synchronise (${synchronisedKinds.join(", ")}; the second is for later)`,
      fallback: "incident",
      read(answer) {
        const kinds = answer.split(/[\s,]+/).filter(Boolean);
        const unknown = kinds.find((kind) => !(synchronisedKinds as readonly string[]).includes(kind));
        return unknown === undefined
          ? take(kinds)
          : complain(`"${unknown}" is none: ${synchronisedKinds.join(", ")}, or both with a comma.`);
      },
    },
    daysBack: {
      text: `Days back, at most ${largestDays} (for later)`,
      fallback: "30",
      read: (answer) =>
        /^\d{1,3}$/.test(answer) && Number(answer) <= largestDays
          ? take(Number(answer))
          : complain(`A whole number, at most ${largestDays}.`),
    },
    createMissingCi: {
      text: "Create configuration items that ServiceNow does not know, y or n (for later)",
      fallback: "n",
      read: (answer) => (/^(y(es)?|no?)$/i.test(answer) ? take(/^y/i.test(answer)) : complain("y or n.")),
    },
    ticketStates: {
      text: "Other names of ticket states, as onHold=Waiting closed=Done (for later; empty: none)",
      read: statesOf,
    },
    ...(hasRefreshToken
      ? {
          refreshTokenLifespanSeconds: {
            text: "Refresh token lifespan in seconds, as the OAuth client has it",
            fallback: "7776000",
            read: (answer: string) =>
              /^[1-9]\d{1,8}$/.test(answer)
                ? take(Number(answer))
                : complain("Whole seconds: 7776000 are 90 days."),
          },
        }
      : {}),
  };
}

function applicationOf(answer: string): Answered {
  if (answer === "") return take(undefined);
  const [tenantId = "", clientId = "", ...more] = answer.split(/[\s,]+/);
  return isGuid(tenantId) && isGuid(clientId) && more.length === 0
    ? take({ tenantId, clientId })
    : complain("Two ids with a blank between them: that of the tenant, and that of the client.");
}

function isGuid(text: string): boolean {
  return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text);
}

/** Names with blanks cannot be given here; flags and `bridge.json` take them. */
function statesOf(answer: string): Answered {
  const pairs = answer.split(/[\s,]+/).filter(Boolean);
  const states: Record<string, string> = {};
  for (const pair of pairs) {
    const [, state = "", name = ""] = /^([^=]+)=(.+)$/.exec(pair) ?? [];
    if (name === "") return complain(`"${pair}" is not state=name.`);
    if (!(ticketStateNames as readonly string[]).includes(state))
      return complain(`"${state}" is no state: ${ticketStateNames.join(", ")}.`);
    states[state] = name;
  }
  return take(pairs.length === 0 ? undefined : states);
}
