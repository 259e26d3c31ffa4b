import { text } from "node:stream/consumers";

import type { Command } from "commander";

import { explainAll, explainFailure } from "../../shared/failures/explainFailure.ts";
import { ownerNamed, ownerNames } from "../../shared/failures/failureOwner.ts";
import { allCodes, isErrorCode } from "../../shared/failures/failureView.ts";
import { CliError, usageError } from "../cliError.ts";
import { findFailure } from "../errors/findFailure.ts";
import { failuresText, failureText } from "../render/failureText.ts";
import { foundText } from "../render/foundText.ts";
import { closest } from "../send/closest.ts";
import { examples, sessionOf } from "./commandContext.ts";
import { defaultVerb } from "./defaultVerb.ts";

/** `bridge errors`: what can go wrong, and what to do. Needs no running bridge. */
export function addErrors(program: Command): void {
  const errors = program
    .command("errors")
    .summary("explain failure codes, and find the code of an error text or an answer")
    .description("What can go wrong, why, and what to do. Needs no running bridge and no network.");

  defaultVerb(errors, "list")
    .description("Lists every code.")
    .option("--owner <name>", `only those whose move it is: ${ownerNames.join(", ")}`)
    .addHelpText("after", examples("errors", "errors list --owner theirs"))
    .action(({ owner }: { readonly owner?: string }, command: Command) => {
      const session = sessionOf(command);
      const wanted = owner === undefined ? undefined : ownerNamed(owner);
      if (owner !== undefined && wanted === undefined) {
        throw usageError(`Nobody is called ${owner} here.`, `One of: ${ownerNames.join(", ")}`);
      }
      const failures = explainAll().filter((failure) => wanted === undefined || failure.owner === wanted);
      if (session.isJson) session.sayJson({ errors: failures });
      else session.say(failuresText(failures));
    });

  errors
    .command("show")
    .description("Explains one code.")
    .argument("<code>", "as the list, a log or a dead letter shows it")
    .addHelpText("after", examples("errors show SERVICENOW_DATA_POLICY"))
    .action((name: string, _: unknown, command: Command) => {
      const session = sessionOf(command);
      const code = name.trim().toUpperCase().replaceAll("-", "_");
      if (!isErrorCode(code)) throw new CliError(`There is no code ${name}.`, { hint: hintFor(code) });
      const failure = explainFailure(code);
      if (session.isJson) session.sayJson(failure);
      else session.say(failureText(failure, session.colours));
    });

  errors
    .command("find")
    .summary("find the code of an error text or an answer")
    .description(
      "Finds the code of what somebody saw: an answer of ServiceNow's (JSON or a page, with or without status line and " +
        "headers, English or French), an error of the network, or a text of Microsoft's old connector. Says how sure it is. " +
        "Ends with 1 if nothing is found.",
    )
    .argument("<text...>", "the text; - reads standard input")
    .addHelpText(
      "after",
      examples(
        'errors find "AccessToken and RefreshToken invalid"',
        'errors find \'403 {"error":{"message":"Operation Failed","detail":"…"}}\'',
        "errors find - < answer.txt",
      ),
    )
    .action(async (parts: string[], _: unknown, command: Command) => {
      const session = sessionOf(command);
      const pasted = parts.length === 1 && parts[0] === "-" ? await text(process.stdin) : parts.join(" ");
      const found = findFailure(pasted.slice(0, longestPasted));
      if (session.isJson) {
        const findings = found.findings.map(({ code, ...how }) => ({ ...how, ...explainFailure(code) }));
        session.sayJson({ ...found, findings });
      } else if (found.findings.length > 0 || found.oldErrors.length > 0) {
        session.say(foundText(found, session.colours));
      }
      if (found.findings.length === 0 && found.oldErrors.length === 0) {
        throw found.isSuccess ? noFailure() : nobodyKnows();
      }
    });
}

/** Answers that explain something are short; a page can have megabytes. */
const longestPasted = 200_000;

function hintFor(code: string): string {
  const near = closest(code, allCodes);
  return near === undefined
    ? "npm run bridge -- errors lists them."
    : `Did you mean ${near}? npm run bridge -- errors lists them all.`;
}

function noFailure(): CliError {
  return new CliError("That answer means success: there is no failure in it.", {
    hint: "What became of an alert: npm run bridge -- why ID",
  });
}

function nobodyKnows(): CliError {
  return new CliError(
    "This text is not known, neither as an answer of ServiceNow's nor of the old connector.",
    {
      hint:
        "Paste the whole answer with its status line and headers (curl -i), or only the message. " +
        "What the bridge itself met is in npm run bridge -- dead-letters show ID, with its code. " +
        "If the bridge called it SERVICENOW_UNEXPECTED_RESPONSE, report it with that dead letter.",
    },
  );
}
