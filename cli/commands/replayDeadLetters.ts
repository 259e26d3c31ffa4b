import { type Command, InvalidArgumentError, Option } from "commander";

import type { ReplayedLetter, ReplayedMany } from "../deadLetters/deadLetterAnswers.ts";
import type { DeadLetterFilter } from "../bridgeClient.ts";
import { exitCodes, usageError } from "../cliError.ts";
import { confirm } from "../terminal/confirm.ts";
import { countLetters, describeFilter } from "../deadLetters/countLetters.ts";
import { addFilter, filterOf, type FilterOptions, rate } from "../deadLetters/filterOptions.ts";
import { followReplays } from "../deadLetters/followReplays.ts";
import { type Interruption, onInterrupt } from "../deadLetters/onInterrupt.ts";
import { rehearsalText, rehearsedManyText } from "../render/rehearsalText.ts";
import { replayedText } from "../render/replayedText.ts";
import type { Followed } from "../send/followDeliveries.ts";
import { fateOf } from "../send/tally.ts";
import type { Session } from "../session.ts";
import { examples, sessionOf } from "./commandContext.ts";

type ReplayOptions = FilterOptions & {
  readonly as?: "received" | "delivery";
  readonly again?: boolean;
  readonly rate: number;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly wait?: boolean;
  readonly timeout: number;
};

/** `bridge dead-letters replay`: one message, or all that a filter finds, into the queue again. */
export function addReplay(deadLetters: Command): void {
  addFilter(
    deadLetters
      .command("replay")
      .summary("put messages into the queue again")
      .description(
        "Puts the message of a dead letter, or of all that a filter finds, into the queue again. What was delivered " +
          "meanwhile is a duplicate then, never a second ticket; what fails again is a dead letter again.",
      )
      .argument("[id]", "one dead letter, as the list shows it"),
  )
    .addOption(
      new Option(
        "--as <way>",
        "received: recognise and route it anew; delivery: to the same work item (default: what fits the code)",
      ).choices(["received", "delivery"]),
    )
    .option("--again", "also those that were replayed before")
    .option("--rate <rate>", "of many, so many in a second; kept by the bridge itself", rate, 5)
    .option("--dry-run", "show what would be sent and what it would change; nothing is written anywhere")
    .option("--yes", "of many, do not ask")
    .option("--wait", "wait for what becomes of them")
    .option("--timeout <seconds>", "how long to wait for one delivery", seconds, 60)
    .addHelpText(
      "after",
      examples(
        "dead-letters replay dl-0mm7p6yo0… --dry-run",
        "dead-letters replay dl-0mm7p6yo0… --wait",
        "dead-letters replay --code SERVICENOW_ACL_DENIED --since 2h --rate 5/s --yes",
        "dead-letters replay --status discarded --route night",
      ),
    )
    .action(async (id: string | undefined, options: ReplayOptions, command: Command) => {
      const session = sessionOf(command);
      const filter = filterOf(options);
      if (id !== undefined && filter !== undefined)
        throw usageError("Name one dead letter or a filter, not both.");
      if (id !== undefined) return replayOne(session, id, options);
      if (filter === undefined) {
        throw usageError(
          "Which dead letters?",
          "Name one by its id, or some with --code, --connection, --route, --since.",
        );
      }
      return replayMany(session, filter, options);
    });
}

async function replayOne(session: Session, id: string, options: ReplayOptions): Promise<void> {
  const { client, isJson, colours } = session;
  const wish = wishOf(options);
  if (options.dryRun === true) {
    const rehearsed = await client.rehearseReplay(id, wish);
    if (isJson) session.sayJson(rehearsed);
    else session.say(rehearsalText(rehearsed, colours));
    return;
  }
  const letter = await client.replay(id, wish);
  await report(session, options, { letters: [letter], act: undefined, isCutOff: false });
}

async function replayMany(session: Session, filter: DeadLetterFilter, options: ReplayOptions): Promise<void> {
  const { client, isJson, colours } = session;
  const wish = { ...wishOf(options), filter, ratePerSecond: options.rate };
  if (options.dryRun === true) {
    const rehearsed = await client.rehearseMany(wish);
    if (isJson) session.sayJson(rehearsed);
    else session.say(rehearsedManyText(rehearsed, colours));
    return;
  }
  const { count, text } = await countLetters(client, filter);
  if (count > 0)
    await confirm(
      session,
      `Replay ${text} (${describeFilter(filter)}) at ${options.rate} in a second?`,
      options.yes === true,
      "Add --yes; --dry-run shows first what it would do.",
    );

  const interruption = onInterrupt(() => session.note("Ends after this step; what is in the queue goes on."));
  const letters: ReplayedMany["letters"] = [];
  let act: string | undefined;
  let continuation: string | undefined;
  do {
    const page = await client.replayMany({
      ...wish,
      ...(continuation === undefined ? {} : { continuation }),
    });
    letters.push(...page.letters);
    act = page.act;
    continuation = page.continuation ?? undefined;
    session.showLive(`${letters.length} of ${text} in the queue`);
  } while (continuation !== undefined && !interruption.isAsked);
  session.showLive("");
  await report(session, options, { letters, act, isCutOff: continuation !== undefined }, interruption);
}

type Done = {
  readonly letters: readonly ReplayedLetter[];
  readonly act: string | undefined;
  /** Not all that the filter finds were reached. */
  readonly isCutOff: boolean;
};

async function report(
  session: Session,
  options: ReplayOptions,
  done: Done,
  interruption: Interruption = onInterrupt(() => session.note("Waits no longer; the bridge goes on.")),
): Promise<void> {
  const ids = done.letters.flatMap(({ deliveryId }) => deliveryId ?? []);
  // The last of them begins only when its turn comes.
  const patienceMs = (options.timeout + ids.length / options.rate) * 1_000;
  const followed: readonly Followed[] | undefined =
    options.wait === true ? await followReplays(session, ids, patienceMs, interruption) : undefined;
  interruption.end();
  const refused = done.letters.filter(({ outcome }) => outcome === "refused");
  const isGood =
    refused.length === 0 &&
    !done.isCutOff &&
    (followed ?? []).every((one) => !["failed", "waiting"].includes(fateOf(one)));
  if (session.isJson) {
    const deliveries = followed?.map((one) => ({
      id: one.id,
      fate: fateOf(one),
      ticket: one.delivery?.ticket ?? null,
      code: one.delivery?.code ?? null,
      because: one.delivery?.because ?? null,
    }));
    session.sayJson({ ...done, ...(deliveries === undefined ? {} : { deliveries }) });
  } else session.say(replayedText({ ...done, followed, ratePerSecond: options.rate }, session.colours));
  if (!isGood) process.exitCode = exitCodes.failed;
}

function wishOf({ as, again }: ReplayOptions): { readonly as?: string; readonly again?: boolean } {
  return { ...(as === undefined ? {} : { as }), ...(again === true ? { again } : {}) };
}

function seconds(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a number of seconds.");
}
