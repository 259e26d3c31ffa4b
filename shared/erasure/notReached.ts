import type { ErasureCounts } from "./erasureCounts.ts";

/** What holds, or may hold, the same and could not be changed: each with what to do. */
export function notReached(counts: ErasureCounts): readonly string[] {
  const { sharedTickets, unclearEntries } = counts;
  const some = (count: number, text: string) => (count === 0 ? [] : [`${count} ${text}`]);
  return [
    "ServiceNow's own records: look for it there, and remove it there.",
    "Messages on their way, and the bodies of large ones: repeat this once they are through. Bodies are removed with age.",
    "Links for signing in, which name who asked for them and who signed in: they are removed within two days.",
    "The audit trail: the reasons that people gave stay as they are. Look at them with `bridge audit`.",
    ...some(counts.pendingTickets, "tickets with an action pending: repeat this in an hour."),
    ...some(counts.sendingLetters, "dead letters that are being replayed: repeat this in a minute."),
    ...some(counts.busyTickets, "tickets that are being worked on: repeat this."),
    ...some(counts.busyLetters, "dead letters that changed meanwhile: repeat this."),
    ...some(counts.busyConnections, "connections whose state changes all the time: repeat this."),
    ...some(
      sharedTickets,
      "tickets that also hold alerts of other subscriptions: what is of those stayed, and so did the title where the newest alert is theirs.",
    ),
    ...some(
      unclearEntries,
      "journal entries of such tickets that name no subscription: they stayed. Erase what is in them with --text.",
    ),
  ];
}
