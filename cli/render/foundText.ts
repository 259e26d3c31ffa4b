import type { Colours } from "../../local/start/colours.ts";
import { explainFailure } from "../../shared/failures/explainFailure.ts";
import { failureOwners } from "../../shared/failures/failureOwner.ts";
import type { Finding, Found } from "../errors/findFailure.ts";
import { failureText, oldErrorText } from "./failureText.ts";

/** What a pasted text leads to: the surest in full, what it may be as well in a line each. */
export function foundText({ findings, oldErrors }: Found, colours: Colours): string {
  const [first, ...others] = findings;
  return [
    ...(first === undefined ? [] : [failureText(explainFailure(first.code), colours, howSure(first))]),
    ...(others.length === 0
      ? []
      : [
          `${colours.bold("It may also be")}\n${others.map((other) => otherLine(other, colours)).join("\n")}`,
        ]),
    ...oldErrors.map((error) => oldErrorText(error, colours)),
  ].join("\n\n");
}

function howSure({ sureness, because }: Finding): string {
  return `${sureness}: ${because}`;
}

function otherLine(finding: Finding, { dim }: Colours): string {
  const { code, title, owner } = explainFailure(finding.code);
  return `  ${code}  ${title} (${failureOwners[owner].name})\n    ${dim(howSure(finding))}`;
}
