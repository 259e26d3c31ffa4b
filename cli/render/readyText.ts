import type { Colours } from "../../local/start/colours.ts";
import type { Ready } from "../bridgeAnswers.ts";
import { oneLine } from "./cleanText.ts";
import { table } from "./table.ts";

const goodStatuses = new Set(["ok", "ready"]);

/** Each part on a line, then the whole. */
export function readyText({ status, checks }: Ready, url: string, { green, red, bold }: Colours): string {
  const rows = checks.map((check) => [
    goodStatuses.has(check.status) ? green("✓") : red("✗"),
    check.name,
    check.status,
    oneLine(check.detail ?? ""),
  ]);
  const verdict = status === "ready" ? green("ready") : red("not ready");
  return [`The bridge at ${bold(url)} is ${verdict}.`, ...(rows.length === 0 ? [] : [table([], rows)])].join(
    "\n",
  );
}
