import type { QueueServiceClient } from "@azure/storage-queue";
import type { RegisteredFunction } from "./coreModule.ts";
import type { Binding, InvocationResponse, TypedData } from "./coreTypes.ts";
import { HostError } from "./hostError.ts";
import { toBytes } from "./httpData.ts";
import { storageMessageQueue, type MessageQueue, type QueuedMessage } from "./messageQueue.ts";
import { encodeMessage, type MessageEncoding } from "./messageText.ts";
import { resolveBinding, type Settings } from "./settings.ts";
import { connectQueueService } from "./storageConnection.ts";

/** Opens queues by binding; one client for each connection, however many functions share it. */
export function makeQueueOpener(settings: Settings) {
  const services = new Map<string, Promise<QueueServiceClient>>();
  return async function open(binding: Binding, functionName: string, suffix = ""): Promise<MessageQueue> {
    const { queueName, connection } = resolveBinding(binding, settings, functionName);
    if (typeof queueName !== "string" || queueName === "") {
      throw new HostError(`Function "${functionName}": a queue binding has no queueName.`);
    }
    const connectionName = typeof connection === "string" && connection !== "" ? connection : undefined;
    const service = services.get(connectionName ?? "") ?? connectQueueService(connectionName, settings);
    services.set(connectionName ?? "", service);
    // Azure takes the name in any case and makes it lower.
    const name = queueName.toLowerCase() + suffix;
    if (!/^[a-z0-9](?:[a-z0-9]|-(?=[a-z0-9])){2,62}$/.test(name)) {
      throw new HostError(`Function "${functionName}": "${name}" is not a name for a storage queue.`);
    }
    return storageMessageQueue((await service).getQueueClient(name));
  };
}

/** What the host tells a queue function about its message. */
export function messageMetadata(text: string, message: QueuedMessage): Record<string, TypedData> {
  const moment = (utc: string) => ({ json: JSON.stringify(utc.replace(/(?:\.000)?Z$/, "+00:00")) });
  return {
    QueueTrigger: { string: text },
    Id: { string: message.id },
    PopReceipt: { string: message.popReceipt },
    DequeueCount: { json: String(message.dequeueCount) },
    InsertionTime: moment(message.insertedOnUtc),
    ExpirationTime: moment(message.expiresOnUtc),
    NextVisibleTime: moment(message.nextVisibleOnUtc),
  };
}

export type QueueOutput = { readonly bindingName: string; readonly queue: MessageQueue };

/** The names of a function's queue outputs and their bindings. */
export function queueOutputsOf({ metadata }: RegisteredFunction): [string, Binding][] {
  return Object.entries(metadata.bindings).filter(
    ([, { direction, type }]) => direction === "out" && type.toLowerCase() === "queue",
  );
}

/** Sends what a function returned or set for its queue outputs. An array becomes one message for each element. */
export async function sendQueueOutputs(
  response: InvocationResponse,
  outputs: readonly QueueOutput[],
  encoding: MessageEncoding,
): Promise<void> {
  for (const { bindingName, queue } of outputs) {
    const data =
      bindingName === "$return"
        ? response.returnValue
        : response.outputData?.find(({ name }) => name === bindingName)?.data;
    for (const payload of payloadsOf(data)) await queue.send(encodeMessage(payload, encoding));
  }
}

function payloadsOf(data: TypedData | null | undefined): Buffer[] {
  if (data === null || data === undefined) return [];
  if (data.json === undefined) return [toBytes(data)];
  const value: unknown = JSON.parse(data.json);
  if (!Array.isArray(value)) return [Buffer.from(data.json)];
  return value.map((item) => Buffer.from(typeof item === "string" ? item : JSON.stringify(item)));
}
