import { explainAll, type FailureExplanation } from "../../shared/failures/explainFailure.ts";
import { failureOwners } from "../../shared/failures/failureOwner.ts";
import { oldConnectorErrorsFor } from "../../shared/failures/findOldConnectorErrors.ts";
import { type OldConnectorError, oldConnectorErrors } from "../../shared/failures/oldConnectorErrors.ts";

export type Page = { readonly fileName: string; readonly markdown: string };

const madeFrom =
  "<!-- Made from shared/failures by npm run docs. Change the catalogue, then make the pages anew. -->";

/** `docs/errors`: a page for each code, an index by owner, and the old connector's errors. */
export function errorPages(): readonly Page[] {
  const failures = explainAll();
  return [
    { fileName: "README.md", markdown: indexPage(failures) },
    { fileName: "old-connector.md", markdown: oldConnectorPage() },
    ...failures.map((failure) => ({ fileName: `${failure.code}.md`, markdown: codePage(failure) })),
  ];
}

function codePage(failure: FailureExplanation): string {
  const { code, title, cause, resolution, ownerName, whoseMove, automaticAction, replayAdvice } = failure;
  const old = oldConnectorErrorsFor(code);
  return page(
    title,
    `**What you see:** \`${code}\`, ${whereSeen(failure)}.`,
    section("Cause", cause),
    section("What to do", resolution),
    section("Whose move it is", `**${capital(ownerName)}.** ${whoseMove}`),
    section("What the bridge does by itself", automaticAction),
    section("Does a replay help?", replayAdvice),
    ...(old.length === 0 ? [] : [section("What the old connector said", oldTexts(old))]),
    "[All failures](README.md)",
  );
}

function whereSeen({ code, httpStatus }: FailureExplanation): string {
  if (code === "ALERT_SHAPE_UNKNOWN" || code === "ROUTE_UNKNOWN") {
    return "in the dead letter and the journal; the sender is answered 202";
  }
  const isOfPartner = code.startsWith("SERVICENOW_") || code.startsWith("CONNECTION_");
  return isOfPartner
    ? "in the journal (`bridge why`), the dead letter and the log"
    : `in the bridge's answer (HTTP ${httpStatus}), the journal or the log`;
}

function oldTexts(errors: readonly OldConnectorError[]): string {
  return [
    ...errors.flatMap(({ texts }) => texts.map((text) => `- \`${text}\``)),
    "",
    "[What became of the old connector's errors](old-connector.md)",
  ].join("\n");
}

function indexPage(failures: readonly FailureExplanation[]): string {
  const byOwner = Object.entries(failureOwners).map(([owner, { name, whoseMove }]) => {
    const own = failures.filter((failure) => failure.owner === owner);
    const rows = own.map(
      ({ code, title, retry }) =>
        `| [\`${code}\`](${code}.md) | ${cell(title)} | ${retry === "later" ? "by itself" : "no"} |`,
    );
    return [
      `## ${capital(name)}`,
      whoseMove,
      ["| code | what happened | is it tried again? |", "| --- | --- | --- |", ...rows].join("\n"),
    ].join("\n\n");
  });
  return page(
    "What can go wrong",
    `Everything that can go wrong has one of ${failures.length} codes. The code stands in the HTTP answer, the log, the journal and the dead letter, and leads to a page here. The same from a terminal, without a network: \`npm run bridge -- errors show CODE\`. If all you have is an error text or an answer of ServiceNow's: \`npm run bridge -- errors find "TEXT"\`.`,
    ...byOwner,
    "[What became of the old connector's errors](old-connector.md)",
  );
}

function oldConnectorPage(): string {
  return page(
    "What became of the old connector's errors",
    "Microsoft's IT Service Management Connector showed these texts. Here is what was behind each, what to do, and what the bridge calls it.",
    ...oldConnectorErrors.map(({ name, texts, causes, waysOut, codes }) =>
      [
        `## ${name}`,
        texts.map((text) => `- \`${text}\``).join("\n"),
        `Causes:\n\n${list(causes)}`,
        `What to do:\n\n${list(waysOut)}`,
        codes.length === 0
          ? "It cannot happen any more."
          : `Now: ${codes.map((code) => `[\`${code}\`](${code}.md)`).join(", ")}`,
      ].join("\n\n"),
    ),
    "[All failures](README.md)",
  );
}

function page(title: string, ...parts: readonly string[]): string {
  return `${[madeFrom, `# ${plain(title)}`, ...parts].join("\n\n")}\n`;
}

function section(heading: string, text: string): string {
  return `## ${heading}\n\n${plain(text)}`;
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${plain(item)}`).join("\n");
}

/** `<instance>` would be taken for a tag and not be shown; names with underscores for emphasis. */
function plain(text: string): string {
  return text.replace(/<(?=\w)/g, "\\<");
}

function cell(text: string): string {
  return plain(text).replaceAll("|", "\\|");
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
