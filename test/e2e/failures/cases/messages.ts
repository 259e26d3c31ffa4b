import { setTimeout as pause } from "node:timers/promises";

import { TableClient } from "@azure/data-tables";
import { QueueClient } from "@azure/storage-queue";

import type { StorageProxy } from "../../../support/storageProxy.ts";
import type { Answer } from "../../../support/world/bridgeApi.ts";
import { eventually } from "../../../support/world/eventually.ts";
import type { FailureCase, Problem } from "../failureCase.ts";
import type { Stage } from "../stage.ts";

/** A ticket whose record somebody has written nonsense into. */
async function aBrokenTicket(stage: Stage) {
  const series = stage.series();
  const { bridge, storage } = stage.world;
  const { correlationId } = await bridge.settled(await stage.send(series.fired()));
  const table = TableClient.fromConnectionString(storage, "BridgeTickets", { allowInsecureConnection: true });
  await table.updateEntity({ partitionKey: correlationId ?? "", rowKey: "ticket", json0: "{" }, "Merge");
  return { series, correlationId };
}

/** Until the case is over, the requests to the tables that are meant wait for longer than a trial may take. */
function slowDown(
  { undo }: Stage,
  tables: StorageProxy | undefined,
  isMeant: (line: string) => boolean,
): void {
  if (tables === undefined) throw new Error("The stage has no proxy in front of its tables");
  tables.delay = (line) => (isMeant(line) ? pause(2_500) : undefined);
  undo(() => (tables.delay = () => undefined));
}

/** Messages that cannot be worked on, and bugs. */
export const messageCases: readonly FailureCase[] = [
  {
    code: "UNEXPECTED",
    when: "a ticket's record is nonsense, and somebody looks it up",
    // What exactly is broken is for the log, not for a caller.
    detail: /fault in the bridge itself/,
    shows: "answer",
    async provoke(stage): Promise<Answer<Problem>> {
      const { correlationId } = await aBrokenTicket(stage);
      return stage.world.bridge.get(`/api/tickets/${correlationId ?? ""}`);
    },
  },
  {
    code: "ALERT_PROCESSING_FAILED",
    when: "a ticket's record is nonsense, and its alert is resolved",
    detail: /JSON/,
    shows: "deadLetter",
    isOverAfterwards: false,
    async provoke(stage) {
      const { series } = await aBrokenTicket(stage);
      return stage.world.bridge.deadLetterOf(await stage.send(series.resolved()));
    },
  },
  {
    code: "DELIVERY_CRASHED",
    when: "a message fails on every attempt, and hangs when it is tried alone",
    detail: /did not end within 1000 ms, tried alone/,
    settings: { BRIDGE_TRIAL_SECONDS: "1" },
    shows: "deadLetter",
    isOverAfterwards: false,
    async provoke(stage) {
      const { series, correlationId } = await aBrokenTicket(stage);
      const { bridge, tables } = stage.world;
      let reads = 0;
      // It is read once for each of the five attempts that the host gives it.
      slowDown(stage, tables, (line) => {
        const isRead =
          line.startsWith("GET") && line.includes(correlationId ?? "") && line.includes("ticket");
        return isRead && ++reads > 5;
      });
      return bridge.deadLetterOf(await stage.send(series.resolved()));
    },
  },
  {
    code: "MESSAGE_UNREADABLE",
    when: "somebody else puts something into the work queue",
    detail: /not JSON: Contoso was here/,
    shows: "deadLetter",
    isOverAfterwards: false,
    async provoke({ world: { bridge, storage } }) {
      const text = Buffer.from("Contoso was here").toString("base64");
      await new QueueClient(storage, "bridge-work").sendMessage(text);
      return eventually(async () => {
        const { deadLetters } = await bridge.deadLetters("?limit=200");
        const letter = deadLetters.find(({ code }) => code === "MESSAGE_UNREADABLE");
        if (letter === undefined) throw new Error("No such dead letter yet");
        return (await bridge.get<typeof letter>(`/api/dead-letters/${letter.id}`)).body as never;
      });
    },
  },
];
