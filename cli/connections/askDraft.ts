import { Refused } from "../refusals.ts";
import type { Draft, GrantKind } from "./definitionOptions.ts";
import type { Prompter } from "../terminal/prompter.ts";
import {
  grantQuestion,
  grantQuestions,
  instanceQuestion,
  nameQuestion,
  otherQuestions,
  type Question,
} from "./questions.ts";

type Named = { readonly name: string; readonly draft: Draft };

type Review = {
  /** Asks the bridge whether it would take this. Throws CliError. */
  readonly review: (named: Named) => Promise<unknown>;
  /** Where ServiceNow will send browsers back to. */
  readonly redirectUrlOf: (name: string) => string;
};

/**
 * Asks for what is missing of a connection, with defaults. What the bridge does not take is asked again, and nothing else.
 * Ctrl-C ends it with nothing done. Throws CliError.
 */
export async function askDraft(
  prompter: Prompter,
  given: { readonly name: string | undefined; readonly draft: Draft },
  { review, redirectUrlOf }: Review,
): Promise<Named> {
  const draft = { ...given.draft };
  let name = given.name;
  let toldFor: string | undefined;
  const ask = async (target: Draft, field: string, question: Question) => {
    if (!(field in target)) target[field] = await answerTo(prompter, question);
  };
  for (;;) {
    await ask(draft, "instanceUrl", instanceQuestion);
    name ??= String(await answerTo(prompter, nameQuestion(String(draft["instanceUrl"]))));
    const grant: Draft = { ...(draft["grant"] as Draft | undefined) };
    await ask(grant, "kind", grantQuestion);
    if (grant["kind"] === "authorizationCode" && toldFor !== name) {
      toldFor = name;
      prompter.say("In ServiceNow's Application Registry, the client's Redirect URL has to contain");
      prompter.say(`  ${redirectUrlOf(name)}`);
    }
    for (const [field, question] of Object.entries(grantQuestions[grant["kind"] as GrantKind])) {
      // Which identity of the app's own has been said already.
      if (field === "application" && "managedIdentityClientId" in grant) continue;
      await ask(grant, field, question);
    }
    draft["grant"] = grant;
    for (const [field, question] of Object.entries(otherQuestions(grant))) await ask(draft, field, question);
    const named = { name, draft: withoutBlanks(draft) };
    try {
      await review(named);
      return named;
    } catch (error) {
      const wrong = wrongAnswers(error, draft);
      if (wrong === undefined) throw error;
      for (const line of wrong.complaints) prompter.say(`  ${line}`);
      if (wrong.isName) name = undefined;
      for (const field of wrong.fields) Reflect.deleteProperty(draft, field);
      for (const field of wrong.grantFields) Reflect.deleteProperty(grant, field);
    }
  }
}

async function answerTo(prompter: Prompter, { text, fallback = "", read }: Question): Promise<unknown> {
  const hint = fallback === "" ? "" : ` [${fallback}]`;
  for (;;) {
    const answer = (await prompter.question(`${text}${hint}: `)).trim() || fallback;
    const answered = read(answer);
    if (!("complaint" in answered)) {
      if (answered.note !== undefined) prompter.say(`  ${answered.note}`);
      return answered.value;
    }
    prompter.say(`  ${answered.complaint}`);
  }
}

/** Which answers the bridge does not take; undefined: it is about something that asking again would not mend. */
function wrongAnswers(error: unknown, draft: Draft) {
  if (!(error instanceof Refused)) return undefined;
  const isName = error.code === "CONNECTION_NAME_TAKEN" || error.code === "CONNECTION_DESCRIBED_ELSEWHERE";
  if (isName) return { isName, complaints: [error.message], fields: [], grantFields: [] };
  const paths = error.problems.map((problem) => /^[\w.]+/.exec(problem)?.[0] ?? "");
  const grantFields = paths.flatMap((path) => (path.startsWith("grant.") ? [path.split(".")[1] ?? ""] : []));
  const fields = paths.filter((path) => !path.startsWith("grant.")).map((path) => path.split(".")[0] ?? "");
  const canAsk =
    fields.every((field) => field in draft && field !== "grant") &&
    grantFields.every((field) => field in (draft["grant"] as Draft));
  if (paths.length === 0 || !canAsk) return undefined;
  return { isName, complaints: error.problems, fields, grantFields };
}

function withoutBlanks(draft: Draft): Draft {
  return Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined));
}
