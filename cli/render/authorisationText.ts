import type { Access, AuthorisationLink, AuthorisationState } from "../connections/authorisationAnswers.ts";
import { wrapped } from "./wrapped.ts";

/** What to do with a link. */
export function linkText({
  link,
  instanceUrl,
  integrationUser,
  redirectUri,
  endsUtc,
}: AuthorisationLink): string {
  const as = integrationUser ?? "the account as which the bridge is to work";
  return [
    "Open this link in a browser; it can be used once.",
    "",
    `  ${link}`,
    "",
    `  sign in at    ${instanceUrl}`,
    `  as            ${as}`,
    `  redirect URL  ${redirectUri}   (has to stand in the OAuth client)`,
    `  counts until  ${timeOf(endsUtc)}`,
  ].join("\n");
}

/** What the browser is doing. */
export function progressText({ state, problem }: AuthorisationState): string {
  switch (state) {
    case "waiting":
      return "Waiting for somebody to open the link…";
    case "signingIn":
      return "Somebody is signing in at ServiceNow…";
    case "exchanging":
      return "Back from ServiceNow; the bridge gets its tokens…";
    case "failed":
      return problem === null || problem === undefined
        ? "It failed; the page offers to try again."
        : `✗ ${problem.code}: ${problem.detail}\n  The page offers to try again.`;
    default:
      return `${state}…`;
  }
}

/** As whom, and until when. */
export function accessText({ connection, account, ends }: Access): string {
  const lines = [
    `✓ ${connection} is authorised${account?.userName === undefined ? "" : ` as ${account.userName}`}.`,
    ...(ends?.accessEndsUtc
      ? [`  access token   until ${timeOf(ends.accessEndsUtc)}, renewed by itself`]
      : []),
    ...(ends?.refreshEndsUtc
      ? [`  refresh token  until ${timeOf(ends.refreshEndsUtc)}; the bridge warns before it ends`]
      : []),
    `  npm run bridge -- connections check ${connection}`,
  ];
  return lines.join("\n");
}

export function failedText({ connection, problem }: AuthorisationState): string {
  if (problem === null || problem === undefined) return `${connection} was not authorised.`;
  const { code, title, detail, resolution } = problem;
  return [
    `✗ ${connection} was not authorised: ${title} (${code})`,
    wrapped(detail, 0),
    "",
    wrapped(resolution, 0),
  ].join("\n");
}

function timeOf(momentUtc: string): string {
  return `${momentUtc.slice(0, 16).replace("T", " ")} UTC`;
}
