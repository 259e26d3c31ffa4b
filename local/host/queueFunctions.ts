import { randomUUID } from "node:crypto";
import type { ManualRuns } from "./adminApi.ts";
import type { RegisteredFunction } from "./coreModule.ts";
import type { DrivenFunction } from "./functionList.ts";
import { systemClock } from "./hostClock.ts";
import type { HostOptions } from "./hostJson.ts";
import type { HostLog } from "./hostLog.ts";
import type { Invoker } from "./invoker.ts";
import {
  makeQueueOpener,
  messageMetadata,
  queueOutputsOf,
  sendQueueOutputs,
  type QueueOutput,
} from "./queueBindings.ts";
import { realLeaseMs, startQueueListener, type QueueListener } from "./queueListener.ts";
import type { Settings } from "./settings.ts";

export type QueueFunctions = {
  /** As Invoker.invoke, and then sends what the function gave its queue outputs. Every trigger invokes by this. */
  readonly invoke: Invoker["invoke"];
  readonly runs: ManualRuns;
  stop(): Promise<void>;
  drained(): Promise<void>;
};

const poisonSuffix = "-poison";

/** Opens all queues that the functions name, then starts a listener for each queue trigger. */
export async function startQueueFunctions(parts: {
  readonly functions: readonly DrivenFunction[];
  readonly settings: Settings;
  readonly invoker: Invoker;
  readonly log: HostLog;
  readonly policy: HostOptions["queues"] & {
    readonly leaseMs: number | undefined;
    readonly minPollingIntervalMs: number | undefined;
  };
}): Promise<QueueFunctions> {
  const { functions, settings, invoker, log } = parts;
  const policy = {
    ...parts.policy,
    leaseMs: parts.policy.leaseMs ?? realLeaseMs,
    minPollingIntervalMs: parts.policy.minPollingIntervalMs ?? 100,
  };
  const open = makeQueueOpener(settings);

  const outputs = new Map<RegisteredFunction, QueueOutput[]>();
  for (const { name, fn } of functions) {
    const opened: QueueOutput[] = [];
    for (const [bindingName, binding] of queueOutputsOf(fn)) {
      opened.push({ bindingName, queue: await open(binding, name) });
    }
    if (opened.length > 0) outputs.set(fn, opened);
  }
  const triggered = await Promise.all(
    functions
      .filter(({ type }) => type === "queueTrigger")
      .map(async ({ name, fn, trigger }) => {
        const queue = await open(trigger, name);
        const hasPoison = !queue.name.endsWith(poisonSuffix);
        return { name, fn, queue, poison: hasPoison ? await open(trigger, name, poisonSuffix) : undefined };
      }),
  );

  const listeners: { readonly queueName: string; readonly listener: QueueListener }[] = [];
  const wake = (queueName: string) => {
    for (const each of listeners) if (each.queueName === queueName) each.listener.wake();
  };

  const invoke: Invoker["invoke"] = async (fn, invocation) => {
    const response = await invoker.invoke(fn, invocation);
    const targets = outputs.get(fn);
    if (targets !== undefined) {
      await sendQueueOutputs(response, targets, policy.messageEncoding);
      for (const { queue } of targets) wake(queue.name);
    }
    return response;
  };

  for (const { fn, queue, poison } of triggered) {
    const listener = startQueueListener({
      queue,
      poison,
      policy,
      clock: systemClock,
      random: Math.random,
      log,
      run: (text, message) =>
        invoke(fn, { data: { string: text }, triggerMetadata: messageMetadata(text, message) }),
      onPoison: wake,
    });
    listeners.push({ queueName: queue.name, listener });
  }
  return {
    invoke,
    runs: new Map(
      triggered.map(({ name, fn }) => [
        name,
        async (input) => {
          const nowUtc = new Date().toISOString();
          const message = { id: randomUUID(), text: input, popReceipt: "", dequeueCount: 1 };
          const times = { insertedOnUtc: nowUtc, expiresOnUtc: nowUtc, nextVisibleOnUtc: nowUtc };
          const triggerMetadata = messageMetadata(input, { ...message, ...times });
          await invoke(fn, { data: { string: input }, triggerMetadata });
        },
      ]),
    ),
    async stop() {
      await Promise.all(listeners.map(({ listener }) => listener.stop()));
    },
    async drained() {
      await Promise.all(listeners.map(({ listener }) => listener.drained()));
    },
  };
}
