import { describe, expect, it } from "vitest";
import type { DeadLetter } from "../../../shared/delivery/deadLetter.ts";
import type { DeadLetterStatus } from "../../../shared/deadLetters/deadLetterStatus.ts";
import type { DeadLetterStore } from "../../../shared/deadLetters/deadLetterStore.ts";
import { newDeadLetterId } from "../../../shared/delivery/deadLetterId.ts";
import type { DeadLetterQueue } from "../../../shared/delivery/ports.ts";
import { aDeadLetter, anEnvelope, anExchange, hostileText } from "./storageBuilders.ts";

const letters: { what: string; letter: DeadLetter }[] = [
  { what: "with its envelope", letter: aDeadLetter() },
  {
    what: "of a message that was no envelope",
    letter: aDeadLetter({ envelope: undefined, raw: hostileText }),
  },
  { what: "with what was asked and answered", letter: aDeadLetter({ exchange: anExchange() }) },
  { what: "of a call that nobody answered", letter: aDeadLetter({ exchange: anExchange({ answer: null }) }) },
  { what: "with a long text in it", letter: aDeadLetter({ detail: hostileText.repeat(20) }) },
  {
    what: "with a large body",
    letter: aDeadLetter({ envelope: anEnvelope({ body: "🔥".repeat(200_000) }) }),
  },
];

export type DeadLetterQueueWorld = {
  readonly queue: DeadLetterQueue;
  readonly take: () => Promise<unknown[]>;
};

/** What every DeadLetterQueue promises. */
export function deadLetterQueueContract(name: string, makeWorld: () => Promise<DeadLetterQueueWorld>): void {
  describe(`DeadLetterQueue contract: ${name}`, () => {
    it.each(letters)("hands out what was sent: a letter $what", async ({ letter }) => {
      const { queue, take } = await makeWorld();

      await queue.send(letter);

      const [message, ...more] = await take();
      expect(more).toEqual([]);
      expect(await queue.open(message)).toEqual(letter);
    });

    it.each([
      { what: "an envelope", message: anEnvelope() },
      { what: "a letter with a code nobody knows", message: { ...aDeadLetter(), code: "BAD_LUCK" } },
      { what: "a text", message: "rescue me" },
    ])("does not take $what for a letter", async ({ message }) => {
      const { queue } = await makeWorld();

      await expect(queue.open(message)).rejects.toMatchObject({ code: "MESSAGE_UNREADABLE" });
    });
  });
}

const waiting = { status: "waiting" } as const;
const replay = { deliveryId: "dlv-contoso-2", as: "delivery", atUtc: "2026-03-02T08:00:00.000Z" } as const;
const replayed: DeadLetterStatus = { state: "replayed", replay };
const discarded: DeadLetterStatus = {
  state: "discarded",
  atUtc: "2026-03-02T09:00:00.000Z",
  reason: hostileText,
};

/** What every DeadLetterStore promises. */
export function deadLetterStoreContract(name: string, makeStore: () => Promise<DeadLetterStore>): void {
  async function storeWith(...some: readonly Partial<DeadLetter>[]) {
    const store = await makeStore();
    for (const letter of some) await store.put(aDeadLetter(letter));
    return store;
  }
  async function changed(store: DeadLetterStore, id: string, status: DeadLetterStatus) {
    const read = await store.get(id);
    if (read === undefined) throw new Error(`There is no letter ${id}`);
    return store.setStatus(read, status);
  }
  async function idsOf(store: DeadLetterStore, filter: Parameters<DeadLetterStore["list"]>[0]) {
    return (await store.list(filter, 100)).letters.map(({ letter }) => letter.id);
  }

  describe(`DeadLetterStore contract: ${name}`, () => {
    it.each(letters)("gives back exactly what was put: a letter $what", async ({ letter }) => {
      const store = await makeStore();

      await store.put(letter);

      const status = { state: "waiting" };
      expect(await store.get(letter.id)).toMatchObject({ letter, status });
      expect((await store.list(waiting, 10)).letters).toEqual([{ letter, status }]);
    });

    it.each(letters)("keeps a letter $what as it is when something is done about it", async ({ letter }) => {
      const store = await makeStore();
      await store.put(letter);

      await changed(store, letter.id, replayed);

      expect(await store.get(letter.id)).toMatchObject({ letter, status: replayed });
      expect((await store.list({ status: "replayed" }, 10)).letters).toEqual([{ letter, status: replayed }]);
    });

    it("knows nothing of an id that was never put", async () => {
      const store = await storeWith({ id: "2026-03-01" });

      expect(await store.get("2026-03-01T12:00:00.000Z")).toBeUndefined();
      expect(await store.get("it's/odd?#%")).toBeUndefined();
    });

    it("keeps a letter that is put twice once, as it was first", async () => {
      const store = await storeWith({ detail: "first" }, { detail: "second" });

      expect((await store.list(waiting, 10)).letters.map(({ letter }) => letter.detail)).toEqual(["first"]);
    });

    it.each([replayed, discarded])(
      "does not let a letter that is $state wait again because it is put again",
      async (status) => {
        const store = await storeWith({ id: "dl-1" });
        await changed(store, "dl-1", status);

        await store.put(aDeadLetter({ id: "dl-1" }));

        expect(await store.get("dl-1")).toMatchObject({ status });
        expect(await idsOf(store, waiting)).toEqual([]);
      },
    );

    it("lists a letter under what was done about it, and nowhere else", async () => {
      const store = await storeWith({ id: "dl-1" }, { id: "dl-2" }, { id: "dl-3" });
      await changed(store, "dl-1", replayed);
      await changed(store, "dl-2", discarded);

      expect(await idsOf(store, waiting)).toEqual(["dl-3"]);
      expect(await idsOf(store, { status: "replayed" })).toEqual(["dl-1"]);
      expect(await idsOf(store, { status: "discarded" })).toEqual(["dl-2"]);

      await changed(store, "dl-2", replayed);

      expect(await idsOf(store, { status: "discarded" })).toEqual([]);
      expect(await idsOf(store, { status: "replayed" })).toEqual(["dl-2", "dl-1"]);
    });

    it("lets one of two change a letter that both have read", async () => {
      const store = await storeWith({ id: "dl-1" });
      const [mine, theirs] = [await store.get("dl-1"), await store.get("dl-1")];

      expect(await store.setStatus(mine!, replayed)).toMatchObject({ kind: "written" });
      expect(await store.setStatus(theirs!, discarded)).toEqual({ kind: "conflict" });
      expect(await store.get("dl-1")).toMatchObject({ status: replayed });
    });

    it.each<DeadLetterStatus>([{ state: "waiting" }, replayed, discarded])(
      "notes that a letter that is $state is being sent, and goes on from there",
      async (status) => {
        const store = await storeWith({ id: "dl-1" });
        if (status.state !== "waiting") await changed(store, "dl-1", status);
        const read = await store.get("dl-1");
        const sending = { ...status, sending: replay };

        const claimed = await store.setStatus(read!, sending);

        expect(await store.get("dl-1")).toMatchObject({ status: sending });
        expect(await store.setStatus(read!, sending)).toEqual({ kind: "conflict" });
        const version = claimed.kind === "written" ? claimed.version : "";
        expect(await store.setStatus({ ...read!, status: sending, version }, replayed)).toMatchObject({
          kind: "written",
        });
        expect(await idsOf(store, { status: "replayed" })).toEqual(["dl-1"]);
      },
    );

    it("finds by code, route, connection and moment, and by all of them together", async () => {
      const hourMs = 3_600_000;
      const startMs = Date.parse("2026-03-01T00:00:00.000Z");
      const at = (hours: number) => new Date(startMs + hours * hourMs).toISOString();
      const id = (hours: number) => newDeadLetterId(startMs + hours * hourMs, "0123456789abcdef");
      const store = await storeWith(
        { id: id(1), failedAtUtc: at(1), code: "ROUTE_UNKNOWN" },
        { id: id(2), failedAtUtc: at(2), envelope: anEnvelope({ route: "it's więcej", connection: "a b" }) },
        // It failed long after its id was made: the host gave it up.
        { id: id(3), failedAtUtc: at(30), envelope: anEnvelope({ route: "night" }) },
        { id: id(4), failedAtUtc: at(4), envelope: undefined, raw: "x" },
      );

      expect(await idsOf(store, { ...waiting, code: "ROUTE_UNKNOWN" })).toEqual([id(1)]);
      expect(await idsOf(store, { ...waiting, route: "it's więcej" })).toEqual([id(2)]);
      expect(await idsOf(store, { ...waiting, connection: "a b" })).toEqual([id(2)]);
      expect(await idsOf(store, { ...waiting, connection: "fabrikam" })).toEqual([id(3), id(1)]);
      expect(await idsOf(store, { ...waiting, sinceUtc: at(4) })).toEqual([id(4), id(3)]);
      expect(await idsOf(store, { ...waiting, untilUtc: at(4) })).toEqual([id(2), id(1)]);
      expect(await idsOf(store, { ...waiting, sinceUtc: at(2), untilUtc: at(5) })).toEqual([id(4), id(2)]);
      expect(await idsOf(store, { ...waiting, sinceUtc: at(2), route: "night" })).toEqual([id(3)]);
      expect(await idsOf(store, { ...waiting, code: "ROUTE_UNKNOWN", sinceUtc: at(2) })).toEqual([]);
      expect(await idsOf(store, { status: "replayed", code: "ROUTE_UNKNOWN" })).toEqual([]);
    });

    it.each(["waiting", "replayed"] as const)(
      "lists newest first, page by page, and new letters do not disturb the pages (%s)",
      async (status) => {
        const ids = Array.from({ length: 7 }, (_, n) => `dl-${n}`);
        const store = await storeWith(...ids.toReversed().map((id) => ({ id })));
        if (status === "replayed") for (const id of ids) await changed(store, id, replayed);

        const seen: string[] = [];
        let continuation: string | undefined;
        do {
          const page = await store.list({ status, code: "ALERT_SHAPE_UNKNOWN" }, 3, continuation);
          seen.push(...page.letters.map(({ letter }) => letter.id));
          continuation = page.continuation;
          await store.put(aDeadLetter({ id: "dl-9" }));
        } while (continuation !== undefined);

        expect(seen).toEqual(ids.reverse());
      },
    );

    it("says that there is no more when a page ends with the last letter", async () => {
      const store = await storeWith({ id: "1" }, { id: "2" });

      expect((await store.list(waiting, 2)).continuation).toBeUndefined();
    });

    it.each(["nonsense", "", "bm9uc2Vuc2U"])(
      "refuses the continuation %j, which it never gave out",
      async (continuation) => {
        const store = await storeWith({ id: "1" });

        await expect(store.list(waiting, 2, continuation)).rejects.toMatchObject({ code: "REQUEST_INVALID" });
      },
    );
  });
}
