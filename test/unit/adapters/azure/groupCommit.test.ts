import { describe, expect, it } from "vitest";
import { groupCommit } from "../../../../shared/adapters/azure/groupCommit.ts";

/** Writes are carried out when the test says so. */
function aGroupCommit({ limit = 10, refused = "", isDown = false } = {}) {
  const writes: string[][] = [];
  const open: (() => void)[] = [];
  const add = groupCommit<string>({
    limit,
    keyOf: (item) => item,
    isRefusal: (error) => error === "refused",
    write: (items) => {
      writes.push([...items]);
      return new Promise((resolve, reject) => {
        open.push(() => {
          if (isDown) reject(new Error("down"));
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- any value will do
          else if (items.includes(refused)) reject("refused");
          else resolve();
        });
      });
    },
  });
  const settle = async (...added: Promise<void>[]) => {
    const results = Promise.allSettled(added);
    const state = { isDone: false };
    void results.then(() => (state.isDone = true));
    while (!state.isDone) {
      open.shift()?.();
      await new Promise(setImmediate);
    }
    return (await results).map(({ status }) => status);
  };
  return { add, writes, open, settle };
}

describe("groupCommit", () => {
  it("writes at once for the first caller, and together for all who come meanwhile", async () => {
    const { add, writes, settle } = aGroupCommit();

    const added = [add(["a"]), add(["b"]), add(["c", "d"])];
    expect(writes).toEqual([["a"]]);

    await settle(...added);
    expect(writes).toEqual([["a"], ["b", "c", "d"]]);
  });

  it("never has two writes under way", async () => {
    const { add, open, settle } = aGroupCommit({ limit: 1 });
    const added = [add(["a"]), add(["b"]), add(["c"])];

    expect(open).toHaveLength(1);
    await settle(...added);
    expect(open).toHaveLength(0);
  });

  it("writes the same item once for all who want it", async () => {
    const { add, writes, settle } = aGroupCommit();

    await settle(add(["first"]), add(["a", "b"]), add(["b", "c"]));

    expect(writes[1]).toEqual(["a", "b", "c"]);
  });

  it("does not tear a caller's items apart unless they are too many for one write", async () => {
    const { add, writes, settle } = aGroupCommit({ limit: 3 });

    await settle(add(["first"]), add(["a", "b"]), add(["c", "d"]), add(["1", "2", "3", "4"]));

    expect(writes).toEqual([["first"], ["a", "b"], ["c", "d"], ["1", "2", "3"], ["4"]]);
  });

  it("tells only the caller whose item is refused", async () => {
    const { add, settle } = aGroupCommit({ refused: "bad" });

    expect(await settle(add(["first"]), add(["a"]), add(["b", "bad"]), add(["c"]))).toEqual([
      "fulfilled",
      "fulfilled",
      "rejected",
      "fulfilled",
    ]);
  });

  it("tells everybody when storage is down, without a try for each", async () => {
    const { add, writes, settle } = aGroupCommit({ isDown: true });

    const results = await settle(add(["first"]), add(["a"]), add(["b"]), add(["c"]));

    expect(results).toEqual(["rejected", "rejected", "rejected", "rejected"]);
    expect(writes).toHaveLength(2);
  });

  it("goes on after a failure", async () => {
    const { add, settle } = aGroupCommit({ refused: "bad" });

    expect(await settle(add(["bad"]))).toEqual(["rejected"]);
    expect(await settle(add(["good"]))).toEqual(["fulfilled"]);
  });
});
