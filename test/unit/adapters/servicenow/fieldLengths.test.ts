import { describe, expect, it } from "vitest";
import { fieldLengths } from "../../../../shared/adapters/servicenow/fieldLengths.ts";
import { aRow } from "./builders.ts";

const unreadable = () => Promise.resolve(new Map<string, number>());
const quiet = () => undefined;
const long = "y".repeat(5_000);

describe("texts of a record", () => {
  it("are left alone where they fit, and where the field is no text", async () => {
    const body = {
      short_description: "x".repeat(160),
      description: "y".repeat(4_000),
      category: "z".repeat(200),
    };
    expect(await fieldLengths(unreadable).fit(body, quiet)).toEqual({ body, cut: [] });
  });

  it("are cut to the base system's lengths, with a mark at the end, and said to be cut", async () => {
    const { body, cut } = await fieldLengths(unreadable).fit(
      { short_description: "x".repeat(200), description: long },
      quiet,
    );
    expect(body.short_description).toBe(`${"x".repeat(159)}…`);
    expect(body.description).toHaveLength(4_000);
    expect(body.description?.endsWith("\n… (cut)")).toBe(true);
    expect(cut).toMatchObject([
      { field: "short_description", code: "SERVICENOW_TEXT_CUT" },
      { field: "description", code: "SERVICENOW_TEXT_CUT" },
    ]);
  });

  it("are never cut inside of a surrogate pair", async () => {
    const { body } = await fieldLengths(unreadable).fit(
      { short_description: `${"x".repeat(158)}🔥🔥` },
      quiet,
    );
    expect(body.short_description).toBe(`${"x".repeat(158)}…`);
  });
});

describe("the length of a field", () => {
  const stored = aRow({ description: "y".repeat(1_000) });

  it("is known once two answers show the same", async () => {
    const lengths = fieldLengths(unreadable);
    lengths.learn({ description: long }, stored);
    expect((await lengths.fit({ description: "y".repeat(2_000) }, quiet)).cut).toEqual([]);
    lengths.learn({ description: long }, stored);
    expect((await lengths.fit({ description: "y".repeat(2_000) }, quiet)).body.description).toHaveLength(
      1_000,
    );
  });

  it.each([
    ["what a rule made of it", aRow({ description: "changed" }), aRow({ description: "changed" })],
    ["different lengths", stored, aRow({ description: "y".repeat(900) })],
    ["a beginning that is too short to tell", aRow({ description: "yyy" }), aRow({ description: "yyy" })],
    ["a text that is whole", aRow({ description: long }), aRow({ description: long })],
    ["a field that cannot be read", aRow(), aRow()],
  ])("is not learned from %s", async (_what, first, second) => {
    const lengths = fieldLengths(unreadable);
    lengths.learn({ description: long }, first);
    lengths.learn({ description: long }, second);
    expect((await lengths.fit({ description: "y".repeat(4_000) }, quiet)).cut).toEqual([]);
  });
});

describe("the instance's dictionary", () => {
  it("is asked only when a text is too long or was cut, and has the last word", async () => {
    let asked = 0;
    const lengths = fieldLengths(() => {
      asked += 1;
      return Promise.resolve(new Map([["description", 6_000]]));
    });
    await lengths.fit({ description: "short" }, quiet);
    expect(asked).toBe(0);
    const body = { description: long };
    expect(await lengths.fit(body, quiet)).toEqual({ body, cut: [] });
    expect(asked).toBe(1);
    lengths.learn({ short_description: "x".repeat(160) }, aRow({ short_description: "x".repeat(100) }));
    await lengths.fit({ description: "short" }, quiet);
    expect(asked).toBe(2);
  });
});
