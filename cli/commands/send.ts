import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";

import { type Command, InvalidArgumentError } from "commander";

import type { Sample } from "../../local/samples/sample.ts";
import { samples } from "../../local/samples/samples.ts";
import { CliError, exitCodes, usageError } from "../cliError.ts";
import { closest } from "../send/closest.ts";
import { recallSend, rememberSend } from "../send/rememberedSends.ts";
import { sendBodies } from "../send/sendBodies.ts";
import type { Session } from "../session.ts";
import { examples, sessionOf } from "./commandContext.ts";

type SendOptions = {
  readonly resolved?: boolean;
  readonly count?: number;
  readonly rate?: number;
  readonly seed?: string;
  readonly sequence?: number;
  readonly route?: string;
  readonly file?: string;
  readonly follow: boolean;
  readonly timeout: number;
};

/** `bridge send`: posts alerts as Azure would, and says what became of them. */
export function addSend(program: Command): void {
  program
    .command("send")
    .summary("post a sample alert, or a file, and see what becomes of it")
    .description(
      "Posts an alert as Azure Monitor would, and follows it until there is a ticket or another end.",
    )
    .argument("[sample]", "what kind of alert; the names are below")
    .option("--resolved", "the alert that was last sent is over")
    .option("--count <n>", "so many different alerts", wholeNumber(1, 1_000_000))
    .option("--rate <n>", "at most so many in a second", positiveNumber)
    .option("--seed <text>", "makes the alerts' ids: the same seed, the same alerts")
    .option("--sequence <n>", "number of the first alert", wholeNumber(0, 1_000_000_000))
    .option("--route <name>", "post to this route's address")
    .option("--file <path>", "post this file as it is; - for standard input")
    .option("--no-follow", "do not wait for what becomes of it")
    .option("--timeout <seconds>", "how long to wait for one delivery", positiveNumber, 60)
    .addHelpText("after", () => `${listSamples()}\n${sendExamples}`)
    .action(async (name: string | undefined, options: SendOptions, command: Command) => {
      const session = sessionOf(command);
      const result = await sendBodies(session, {
        ...(await bodiesFor(name, options, session)),
        route: options.route,
        ratePerSecond: options.rate,
        isFollowed: options.follow,
        patienceMs: options.timeout * 1_000,
      });
      if (!result.isGood) process.exitCode = exitCodes.failed;
    });
}

const sendExamples = examples(
  "send metric",
  "send metric --resolved",
  "send log --count 200 --rate 20",
  "send --file alert.json --route production",
);

function listSamples(): string {
  const width = Math.max(...[...samples.keys()].map((name) => name.length));
  const lines = [...samples.values()].map(
    ({ name, title, canResolve }) =>
      `  ${name.padEnd(width)}  ${title}${canResolve ? "" : " (never resolves)"}`,
  );
  return ["", "Samples:", ...lines].join("\n");
}

type Bodies = {
  readonly what: string;
  readonly count: number;
  readonly body: (index: number) => string | Uint8Array<ArrayBuffer>;
};

async function bodiesFor(name: string | undefined, options: SendOptions, session: Session): Promise<Bodies> {
  if (options.file !== undefined) return fileBody(options.file, name, options);
  if (name === undefined) {
    throw usageError("Which sample? Or a file with --file.", `Samples: ${[...samples.keys()].join(", ")}`);
  }
  const sample = samples.get(name);
  if (sample === undefined) {
    const meant = closest(name, samples.keys());
    throw usageError(
      `There is no sample "${name}".${meant === undefined ? "" : ` Did you mean ${meant}?`}`,
      `Samples: ${[...samples.keys()].join(", ")}`,
    );
  }
  return sampleBodies(sample, options, session);
}

async function fileBody(file: string, name: string | undefined, options: SendOptions): Promise<Bodies> {
  const clashing = [
    name === undefined ? undefined : "a sample",
    options.resolved === true ? "--resolved" : undefined,
    options.seed === undefined ? undefined : "--seed",
    options.sequence === undefined ? undefined : "--sequence",
  ].find((option) => option !== undefined);
  if (clashing !== undefined)
    throw usageError(`--file posts a body as it is; ${clashing} does not go with it.`);
  const body =
    file === "-"
      ? await buffer(process.stdin)
      : await readFile(file).catch((error: unknown) => {
          throw new CliError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? "?"}).`);
        });
  return { what: file === "-" ? "standard input" : file, count: options.count ?? 1, body: () => body };
}

function sampleBodies(sample: Sample, options: SendOptions, session: Session): Bodies {
  const { name } = sample;
  const isResolved = options.resolved === true;
  if (isResolved && !sample.canResolve) {
    throw usageError(`Azure never says that an alert of the kind "${name}" is resolved.`);
  }
  const last = recallSend(session.dataFolder, name);
  if (isResolved && options.seed === undefined && last === undefined) {
    throw usageError(`No ${name} alert was sent from here yet.`, `Send one first, or name its --seed.`);
  }
  const seed = options.seed ?? (isResolved ? last?.seed : undefined) ?? randomBytes(6).toString("hex");
  const known = isResolved && last?.seed === seed ? last : undefined;
  const sequence = options.sequence ?? known?.sequence ?? 1;
  const count = options.count ?? (options.sequence === undefined ? known?.count : undefined) ?? 1;
  if (!isResolved) rememberSend(session.dataFolder, name, { seed, sequence, count });

  const condition = isResolved ? "resolved" : "fired";
  return {
    what: `${name} (${condition}, seed ${seed})`,
    count,
    body: (index) =>
      JSON.stringify(
        sample.make({ sequence: sequence + index, seed, atUtc: new Date().toISOString(), condition }),
      ),
  };
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

function positiveNumber(text: string): number {
  const number = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (number > 0) return number;
  throw new InvalidArgumentError("It must be a number above 0.");
}
