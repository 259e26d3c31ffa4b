import { describe, expect, it } from "vitest";

import { makeSlots } from "../../../shared/delivery/slots.ts";

/** Work that ends when the test says so, and notes when it begins. */
function someWork() {
  const began: string[] = [];
  const ends = new Map<string, PromiseWithResolvers<string>>();
  return {
    began,
    named: (name: string) => async () => {
      began.push(name);
      const end = Promise.withResolvers<string>();
      ends.set(name, end);
      return end.promise;
    },
    end: (name: string) => ends.get(name)?.resolve(`${name} done`),
    fail: (name: string) => ends.get(name)?.reject(new Error(`${name} failed`)),
  };
}

describe("the places of a connection", () => {
  it("let so many in at once, the others in order of arrival", async () => {
    const slots = makeSlots(2);
    const work = someWork();
    const results = ["a", "b", "c", "d"].map((name) => slots("servicenow", "ordinary", work.named(name)));
    expect(work.began).toEqual(["a", "b"]);

    work.end("b");
    expect(await results[1]).toBe("b done");
    expect(work.began).toEqual(["a", "b", "c"]);

    work.end("a");
    await results[0];
    expect(work.began).toEqual(["a", "b", "c", "d"]);
    work.end("c");
    work.end("d");
    expect(await Promise.all(results)).toEqual(["a done", "b done", "c done", "d done"]);
  });

  it("go to what is critical first", async () => {
    const slots = makeSlots(1);
    const work = someWork();
    const results = [
      slots("servicenow", "ordinary", work.named("a")),
      slots("servicenow", "ordinary", work.named("b")),
      slots("servicenow", "critical", work.named("c")),
      slots("servicenow", "critical", work.named("d")),
    ];
    for (const name of ["a", "c", "d", "b"]) {
      work.end(name);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(results);
    expect(work.began).toEqual(["a", "c", "d", "b"]);
  });

  it("are free again after a failure, which is passed on", async () => {
    const slots = makeSlots(1);
    const work = someWork();
    const failing = slots("servicenow", "ordinary", work.named("a"));
    const waiting = slots("servicenow", "ordinary", work.named("b"));

    work.fail("a");
    await expect(failing).rejects.toThrow("a failed");
    expect(work.began).toEqual(["a", "b"]);
    work.end("b");
    expect(await waiting).toBe("b done");
  });

  it("are free again after work that throws before it begins to wait", async () => {
    const slots = makeSlots(1);
    const thrown = slots("servicenow", "ordinary", () => {
      throw new Error("at once");
    });
    await expect(thrown).rejects.toThrow("at once");
    expect(await slots("servicenow", "ordinary", () => Promise.resolve("next"))).toBe("next");
  });

  it("are each connection's own", async () => {
    const slots = makeSlots(1);
    const work = someWork();
    const results = [
      slots("servicenow", "ordinary", work.named("a")),
      slots("fabrikam", "ordinary", work.named("b")),
    ];
    expect(work.began).toEqual(["a", "b"]);
    work.end("a");
    work.end("b");
    await Promise.all(results);
  });

  it("never let more in than there are, however work comes and goes", async () => {
    const slots = makeSlots(3);
    let inside = 0;
    let most = 0;
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await Promise.resolve();
      inside -= 1;
    };
    for (let burst = 0; burst < 5; burst += 1) {
      await Promise.all(Array.from({ length: 20 }, () => slots("servicenow", "ordinary", work)));
    }
    expect(most).toBe(3);
  });
});
