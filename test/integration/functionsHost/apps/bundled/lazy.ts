import { QueueClient } from "@azure/storage-queue";

export function queueNameOf(url: string): string {
  return new QueueClient(url).name;
}
