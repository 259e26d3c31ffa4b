import type { Colours } from "../../local/start/colours.ts";
import { oneLine } from "./cleanText.ts";
import type { Followed } from "../send/followDeliveries.ts";
import { fateOf, planOf } from "../send/tally.ts";

const actions: Readonly<Record<string, string>> = {
  create: "created",
  note: "updated with a note",
  resolve: "resolved",
  reopen: "reopened",
};

/** What became of one delivery, for the person who sent it. */
export function deliveryLine(followed: Followed, { green, red, yellow, bold, dim }: Colours): string {
  const { id, delivery } = followed;
  const because = delivery?.because == null ? "" : oneLine(delivery.because);
  const number = delivery?.ticket?.number;
  const url = delivery?.ticket?.url ?? "";
  const next = dim(`npm run bridge -- why ${id}`);
  switch (fateOf(followed)) {
    case "created":
    case "updated": {
      const plan = delivery === undefined ? undefined : planOf(delivery);
      const action = actions[plan ?? ""] ?? "updated";
      return [`${green("✓")} ${bold(number ?? "?")} ${action} ${dim(`(${because})`)}`, url && `  ${url}`]
        .filter(Boolean)
        .join("\n");
    }
    case "skipped":
      return `${green("✓")} Nothing to do: ${because}${number === undefined ? "" : ` (${number})`}`;
    case "unrouted":
      return `${yellow("–")} No ticket: ${because || "no route wants it"}`;
    case "failed":
      return `${red("✗")} It waits for a person: ${delivery?.code ?? ""} ${because}\n  ${next}`;
    case "waiting":
      return `${red("✗")} Not done yet (${describeWaiting(followed)}); the bridge goes on.\n  ${next}`;
  }
}

function describeWaiting({ delivery }: Followed): string {
  if (delivery === undefined) return "nothing is written about it yet";
  const reason = [delivery.code, delivery.because].filter(Boolean).join(": ");
  return reason === "" ? delivery.state : `${delivery.state}, ${oneLine(reason)}`;
}
