import { setTimeout as waitMs } from "node:timers/promises";

import type { Delivery } from "../bridgeAnswers.ts";
import { NothingAnswers, Refused } from "../refusals.ts";
import { CliError } from "../cliError.ts";
import { oneLine } from "../render/cleanText.ts";
import { deliveryLine } from "../render/deliveryLine.ts";
import { plural } from "../render/table.ts";
import { describeTally } from "../render/tallyLines.ts";
import type { Session } from "../session.ts";
import { type Followed, followDeliveries, type Follower } from "./followDeliveries.ts";
import { pace } from "./pace.ts";
import { count as tallyUp, fateOf, nothingYet, type Tally } from "./tally.ts";

export type Sending = {
  /** What is sent, for people. */
  readonly what: string;
  readonly count: number;
  readonly body: (index: number) => string | Uint8Array<ArrayBuffer>;
  readonly route: string | undefined;
  readonly ratePerSecond: number | undefined;
  readonly isFollowed: boolean;
  readonly patienceMs: number;
};

const postedAtOnce = 16;

/** Posts, follows and reports. `isGood` is false if anything was refused, failed, or took too long. */
export async function sendBodies(session: Session, sending: Sending): Promise<{ readonly isGood: boolean }> {
  const run = new Run(session, sending);
  await run.post();
  await run.finish();
  run.report();
  return { isGood: run.isGood };
}

class Run {
  readonly #session: Session;
  readonly #sending: Sending;
  readonly #follower: Follower;
  readonly #startedMs = Date.now();
  readonly #accepted: string[] = [];
  readonly #ended: Followed[] = [];
  #posted = 0;
  #refused = 0;
  #firstRefusal: CliError | undefined;
  #tally: Tally = nothingYet;

  constructor(session: Session, sending: Sending) {
    this.#session = session;
    this.#sending = sending;
    this.#follower = followDeliveries({
      ask: (id) => this.#ask(id),
      onChange: (delivery) => this.#onChange(delivery),
      onEnd: (followed) => this.#onEnd(followed),
      patienceMs: sending.patienceMs,
      nowMs: Date.now,
      waitMs,
    });
  }

  get #isOne(): boolean {
    return this.#sending.count === 1;
  }

  get isGood(): boolean {
    const { failed, waiting } = this.#tally.counts;
    return this.#refused === 0 && failed === 0 && waiting === 0;
  }

  async post(): Promise<void> {
    const { count, ratePerSecond, what } = this.#sending;
    if (!this.#isOne) this.#session.note(`Sending ${count.toLocaleString("en")} × ${what}`);
    await pace({ count, ratePerSecond, concurrency: postedAtOnce, nowMs: Date.now, waitMs }, (index) =>
      this.#postOne(index),
    );
  }

  async #postOne(index: number): Promise<void> {
    const { body, route, isFollowed } = this.#sending;
    try {
      const { deliveries } = await this.#session.client.postAlert(body(index), route);
      for (const { id } of deliveries) {
        this.#accepted.push(id);
        if (isFollowed) this.#follower.add(id);
      }
    } catch (error) {
      // One of many may be refused; if nothing answers, the others need not be tried.
      if (this.#isOne || !(error instanceof CliError) || error instanceof NothingAnswers) throw error;
      this.#refused += 1;
      this.#firstRefusal ??= error;
    }
    this.#posted += 1;
    if (this.#isOne) {
      this.#session.note(`Sent ${this.#sending.what}`);
      for (const id of this.#accepted) this.#session.note(`  delivery ${id}`);
    } else this.#showLive();
  }

  async #ask(id: string): Promise<Delivery | undefined> {
    try {
      return await this.#session.client.delivery(id);
    } catch (error) {
      // The journal cannot be read for a moment; the delivery goes on all the same.
      if (error instanceof Refused && (error.status === 503 || error.status === 429)) return undefined;
      throw error;
    }
  }

  #onChange(delivery: Delivery): void {
    if (!this.#isOne || delivery.state !== "retrying") return;
    const why = [delivery.code, delivery.because].filter(Boolean).join(": ");
    this.#session.note(
      `  attempt ${delivery.entries.length} failed, the bridge tries again: ${oneLine(why)}`,
    );
  }

  #onEnd(followed: Followed): void {
    // A message that was routed only now has become others, and its end names them.
    if (followed.delivery?.state === "routed") {
      for (const id of followed.delivery.because?.match(/\bdlv-[\w-]+/g) ?? []) this.#follower.add(id);
      return;
    }
    this.#tally = tallyUp(this.#tally, followed);
    this.#ended.push(followed);
    if (!this.#isOne) this.#showLive();
  }

  #showLive(): void {
    const { count, isFollowed } = this.#sending;
    const followed = isFollowed ? `, ${this.#ended.length} of ${this.#accepted.length} done` : "";
    this.#session.showLive(`${this.#posted} of ${count} sent${followed}`);
  }

  async finish(): Promise<void> {
    await this.#follower.finish();
    this.#session.showLive("");
  }

  report(): void {
    const { say, sayJson, isJson, colours } = this.#session;
    const elapsedMs = Date.now() - this.#startedMs;
    if (isJson) {
      sayJson(this.#asJson(elapsedMs));
      return;
    }
    if (!this.#sending.isFollowed) {
      say(`${plural(this.#accepted.length, "delivery", "deliveries")} accepted`);
      if (this.#isOne) say(`  npm run bridge -- why ${this.#accepted[0] ?? ""}`);
    } else if (this.#isOne) {
      for (const followed of this.#ended) say(deliveryLine(followed, colours));
    } else {
      say(describeTally({ tally: this.#tally, refused: this.#refused, elapsedMs }, colours));
      const failed = this.#ended.find((one) => ["failed", "waiting"].includes(fateOf(one)));
      if (failed !== undefined)
        say(`The first of those that are not done:\n${deliveryLine(failed, colours)}`);
    }
    if (this.#firstRefusal !== undefined) {
      say(`The first refusal: ${this.#firstRefusal.message}`);
    }
  }

  #asJson(elapsedMs: number): unknown {
    const { counts, firstNumber = null, lastNumber = null } = this.#tally;
    return {
      sent: this.#posted,
      refused: this.#refused,
      elapsedMs,
      ...(this.#sending.isFollowed ? { ...counts, firstNumber, lastNumber } : {}),
      deliveries: this.#sending.isFollowed
        ? this.#ended.map((followed) => ({
            id: followed.id,
            fate: fateOf(followed),
            state: followed.delivery?.state ?? null,
            ticket: followed.delivery?.ticket ?? null,
            because: followed.delivery?.because ?? null,
            code: followed.delivery?.code ?? null,
          }))
        : this.#accepted.map((id) => ({ id })),
    };
  }
}
