import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import type { StatsCounter } from "../admin/stats.ts";
import { type FaultEffect, faultEffect } from "../faults/faultEffect.ts";
import type { FaultRules } from "../faults/faultRules.ts";
import { rateLimitHeaders } from "../faults/rateLimit.ts";
import type { RowFault } from "../importSets/rowResult.ts";
import type { Instance } from "../platform/instance.ts";
import { errorBody, Refusal, refusal } from "../records/refusal.ts";
import type { ApiReply } from "./apiReply.ts";
import { readText } from "./readText.ts";
import { sendHalf, sendReply } from "./sendReply.ts";

/** A call as it came in; who calls is not known yet. */
export type Call = {
  readonly method: string;
  readonly path: string;
  readonly rawQuery: string;
  readonly bodyText: string;
  readonly incoming: IncomingMessage;
  /** A fault: the record that this call brings is refused wherever it is written. */
  readonly recordRefused?: Refusal;
  /** A fault of an import set's row. */
  readonly rowFault?: RowFault;
};

type Parts = {
  readonly instance: Instance;
  readonly faults: FaultRules;
  readonly stats: StatsCounter;
  /** Time the instance takes for every call. */
  readonly processingDelayMs: number;
  readonly log: (line: string) => void;
  /** Ends all waiting when the sandbox closes. */
  readonly closing: AbortSignal;
  /** Throws a Refusal, too. */
  readonly answer: (call: Call) => ApiReply | Promise<ApiReply>;
};

/** Takes one call from socket to socket: faults, time, statistics, and errors that become answers. */
export async function serveCall(
  parts: Parts,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const { faults, stats, instance } = parts;
  const call = await readCall(parts, incoming);
  stats.begin();
  if (parts.processingDelayMs > 0) await pause(parts, parts.processingDelayMs);
  const nowMs = instance.clock.nowMs();
  const rateLimit = faults.rateLimitFor(call);
  const rule = call.refused === undefined ? faults.next(call) : undefined;
  const effect = rule && faultEffect({ rule, method: call.method, path: call.path, nowMs });

  const outcome = await carryOut(parts, call, effect);
  const hasLimitHeaders = rateLimit !== undefined && outcome.reply.status < 300;
  const reply = {
    ...outcome.reply,
    headers: {
      Date: new Date(instance.clock.nowMs()).toUTCString(),
      ...outcome.reply.headers,
      ...(hasLimitHeaders && rateLimitHeaders(rateLimit, nowMs)),
    },
  };

  stats.end(call.method, call.path, outcome.sending === "whole" ? reply.status : "dropped");
  const because = rule === undefined ? "" : ` (fault ${rule.kind})`;
  parts.log(`${call.method} ${call.path} ${reply.status}${because}${reply.note ? ` - ${reply.note}` : ""}`);
  switch (outcome.sending) {
    case "whole":
      sendReply(incoming, outgoing, reply);
      return;
    case "half":
      sendHalf(incoming, outgoing, reply);
      return;
    case "nothing":
      incoming.socket.destroy();
      return;
    case "reset":
      incoming.socket.resetAndDestroy();
      return;
    default:
      outcome.sending satisfies never;
  }
}

type Outcome = { readonly reply: ApiReply; readonly sending: "whole" | "half" | "nothing" | "reset" };
type ReadCall = Call & { readonly refused?: Refusal };

async function carryOut(parts: Parts, call: ReadCall, effect: FaultEffect | undefined): Promise<Outcome> {
  if (effect === undefined) return { reply: await answerCall(parts, call), sending: "whole" };
  switch (effect.kind) {
    case "answer":
      return { reply: effect.reply, sending: "whole" };
    case "refuse":
      return { reply: await answerCall(parts, { ...call, refused: effect.reason }), sending: "whole" };
    case "refuseRecord":
      return { reply: await answerCall(parts, { ...call, recordRefused: effect.reason }), sending: "whole" };
    case "row":
      return { reply: await answerCall(parts, { ...call, rowFault: effect.fault }), sending: "whole" };
    case "answerAfterwards":
      return { reply: effect.alter(await answerCall(parts, call)), sending: "whole" };
    case "wait": {
      if (effect.when === "before") await pause(parts, effect.delayMs);
      const reply = await answerCall(parts, call);
      if (effect.when === "after") await pause(parts, effect.delayMs);
      return { reply, sending: "whole" };
    }
    case "drop":
      if (effect.when === "before") return { reply: { status: 0 }, sending: "reset" };
      return { reply: await answerCall(parts, call), sending: effect.when === "after" ? "nothing" : "half" };
    default:
      return effect satisfies never;
  }
}

async function answerCall(parts: Parts, call: ReadCall): Promise<ApiReply> {
  try {
    if (call.refused !== undefined) throw call.refused;
    const reply = parts.answer(call);
    return reply instanceof Promise ? await reply : reply;
  } catch (error) {
    if (error instanceof Refusal) {
      const language = parts.instance.properties.get("glide.sys.language");
      return { status: error.status, body: errorBody(error, language), isLoggedIn: true };
    }
    parts.log(`error in the sandbox itself: ${error instanceof Error ? (error.stack ?? "") : String(error)}`);
    return { status: 500, body: errorBody(refusal.scriptFailed()), isLoggedIn: true };
  }
}

async function readCall({ instance }: Parts, incoming: IncomingMessage): Promise<ReadCall> {
  const url = incoming.url ?? "/";
  const mark = url.indexOf("?");
  const override = incoming.headers["x-http-method-override"];
  const isOverridden = incoming.method === "POST" && typeof override === "string";
  const call = {
    method: (isOverridden ? override : (incoming.method ?? "GET")).toUpperCase().replace("HEAD", "GET"),
    path: mark < 0 ? url : url.slice(0, mark),
    rawQuery: mark < 0 ? "" : url.slice(mark + 1),
    incoming,
  };
  if (incoming.method === "GET" || incoming.method === "HEAD") return { ...call, bodyText: "" };
  const maxMegabytes = instance.properties.number("glide.rest.max_content_length", 10);
  const maxBytes = Math.floor(maxMegabytes * 1024 * 1024);
  try {
    return { ...call, bodyText: await readText(incoming, maxBytes) };
  } catch (error) {
    if (error instanceof Refusal) return { ...call, bodyText: "", refused: error };
    throw error;
  }
}

async function pause({ closing }: Parts, ms: number): Promise<void> {
  // Closing ends the wait; the answer then finds its connection gone.
  await wait(ms, undefined, { signal: closing, ref: false }).catch(() => undefined);
}
