import { createInterface } from "node:readline/promises";

import { judgeInstanceUrl } from "../../shared/connections/instanceUrl.ts";
import { CliError, usageError } from "../cliError.ts";
import { type Draft, type GrantKind, grantKinds } from "./definitionOptions.ts";

const aboutGrants: Readonly<Record<GrantKind, string>> = {
  authorizationCode: "somebody signs in, in a browser, and again before each refresh token ends",
  password: "somebody gives the integration user's password once",
  clientCredentials: "client id and secret alone, nobody signs in (Washington DC or later; recommended)",
  jwtBearer: "a signed assertion, with a private key",
  entra: "a token of Microsoft Entra ID, for instance of a managed identity",
  basic: "user name and password with every call (ServiceNow is retiring it)",
};

/** Asks for what is missing of a connection, with defaults. Ctrl-C ends it with nothing done. Throws CliError. */
export async function askDraft(
  name: string | undefined,
  draft: Draft,
): Promise<{ name: string; draft: Draft }> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw usageError(
      "Nobody is here to be asked for what is missing.",
      "Give a name, --instance and --grant with what belongs to it, or --from a file.",
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const ask = async (question: string, fallback: string, complain: (text: string) => string | undefined) => {
    for (;;) {
      const hint = fallback === "" ? "" : ` [${fallback}]`;
      const answer = ((await terminal.question(`${question}${hint}: `)).trim() || fallback).trim();
      const complaint = complain(answer);
      if (complaint === undefined) return answer;
      process.stderr.write(`  ${complaint}\n`);
    }
  };
  const needed = (text: string) => (text === "" ? "It is needed." : undefined);
  try {
    const asked = { ...draft };
    const url = await (typeof draft["instanceUrl"] === "string"
      ? draft["instanceUrl"]
      : ask("Instance (https://<instance>.service-now.com)", "", urlComplaint));
    asked["instanceUrl"] = url;
    const called =
      name ??
      (await ask("Name of the connection", URL.parse(url)?.hostname.split(".")[0] ?? "", nameComplaint));
    asked["grant"] = await askGrant(asked["grant"] as Draft | undefined, ask, needed);
    if (asked["integrationUser"] === undefined) {
      const user = await ask("Integration user (empty: whoever the grant stands for)", "", () => undefined);
      if (user !== "") asked["integrationUser"] = user;
    }
    if (asked["synchronise"] === undefined) {
      const kinds = await ask("Synchronise (incident, changeRequest)", "incident", needed);
      asked["synchronise"] = kinds.split(",").map((kind) => kind.trim());
    }
    asked["daysBack"] ??= Number(await ask("Days back", "30", daysComplaint));
    return { name: called, draft: asked };
  } catch (error) {
    if (error instanceof Error && error.name === "AbortError") throw new CliError("Nothing was done.");
    throw error;
  } finally {
    terminal.close();
  }
}

type Ask = (
  question: string,
  fallback: string,
  complain: (text: string) => string | undefined,
) => Promise<string>;

async function askGrant(
  before: Draft | undefined,
  ask: Ask,
  needed: (text: string) => string | undefined,
): Promise<Draft> {
  const grant: Draft = { ...before };
  if (grant["kind"] === undefined) {
    grantKinds.forEach((kind, index) =>
      process.stderr.write(`  ${index + 1}  ${kind}: ${aboutGrants[kind]}\n`),
    );
    const choice = await ask("Grant", "1", (text) =>
      kindOf(text) === undefined ? "One of the six." : undefined,
    );
    grant["kind"] = kindOf(choice);
  }
  const kind = grant["kind"] as GrantKind;
  const questions: Readonly<Record<GrantKind, readonly (readonly [string, string])[]>> = {
    authorizationCode: [["clientId", "Client id"]],
    password: [["clientId", "Client id"]],
    clientCredentials: [["clientId", "Client id"]],
    jwtBearer: [
      ["clientId", "Client id"],
      ["keyId", "Key id (kid)"],
      ["subject", "Subject (sys_id of the user)"],
    ],
    entra: [["audience", "Audience (application ID URI)"]],
    basic: [["userName", "User name"]],
  };
  for (const [field, question] of questions[kind]) grant[field] ??= await ask(question, "", needed);
  return grant;
}

function kindOf(text: string): GrantKind | undefined {
  return grantKinds[Number(text) - 1] ?? grantKinds.find((kind) => kind.toLowerCase() === text.toLowerCase());
}

function urlComplaint(text: string): string | undefined {
  const judged = judgeInstanceUrl(text, []);
  // A host of one's own may be on the bridge's allow-list, which only the bridge knows.
  return judged.kind === "allowed" || judged.because.includes("allow-list") ? undefined : judged.because;
}

function nameComplaint(text: string): string | undefined {
  return /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/.test(text)
    ? undefined
    : "1 to 63 letters, digits, - or _, beginning with a letter or digit.";
}

function daysComplaint(text: string): string | undefined {
  return /^\d{1,3}$/.test(text) && Number(text) <= 120 ? undefined : "A whole number, at most 120.";
}
