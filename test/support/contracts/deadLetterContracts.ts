import { describe, expect, it } from "vitest";
import type { DeadLetter } from "../../../shared/delivery/deadLetter.ts";
import type { DeadLetterQueue, DeadLetterStore } from "../../../shared/delivery/ports.ts";
import { aDeadLetter, anEnvelope, hostileText } from "./storageBuilders.ts";

const letters: { what: string; letter: DeadLetter }[] = [
  { what: "with its envelope", letter: aDeadLetter() },
  {
    what: "of a message that was no envelope",
    letter: aDeadLetter({ envelope: undefined, raw: hostileText }),
  },
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

/** What every DeadLetterStore promises. */
export function deadLetterStoreContract(name: string, makeStore: () => Promise<DeadLetterStore>): void {
  describe(`DeadLetterStore contract: ${name}`, () => {
    it.each(letters)("gives back exactly what was put: a letter $what", async ({ letter }) => {
      const store = await makeStore();

      await store.put(letter);

      expect(await store.get(letter.id)).toEqual(letter);
      expect((await store.list(10)).letters).toEqual([letter]);
    });

    it("knows nothing of an id that was never put", async () => {
      const store = await makeStore();
      await store.put(aDeadLetter({ id: "2026-03-01" }));

      expect(await store.get("2026-03-01T12:00:00.000Z")).toBeUndefined();
      expect(await store.get("it's/odd?#%")).toBeUndefined();
    });

    it("keeps a letter that is put twice once, as it was first", async () => {
      const store = await makeStore();

      await store.put(aDeadLetter({ detail: "first" }));
      await store.put(aDeadLetter({ detail: "second" }));

      expect((await store.list(10)).letters.map(({ detail }) => detail)).toEqual(["first"]);
    });

    it("lists newest first, page by page, and new letters do not disturb the pages", async () => {
      const store = await makeStore();
      const ids = Array.from({ length: 7 }, (_, n) => `2026-03-0${n + 1}T12:00:00.000Z-contoso`);
      for (const id of [...ids].sort().reverse()) await store.put(aDeadLetter({ id }));

      const seen: string[] = [];
      let continuation: string | undefined;
      do {
        const page = await store.list(3, continuation);
        seen.push(...page.letters.map(({ id }) => id));
        continuation = page.continuation;
        await store.put(aDeadLetter({ id: "2026-03-09T12:00:00.000Z-newer" }));
      } while (continuation !== undefined);

      expect(seen).toEqual(ids.reverse());
    });

    it("says that there is no more when a page ends with the last letter", async () => {
      const store = await makeStore();
      await store.put(aDeadLetter({ id: "1" }));
      await store.put(aDeadLetter({ id: "2" }));

      expect((await store.list(2)).continuation).toBeUndefined();
    });
  });
}
