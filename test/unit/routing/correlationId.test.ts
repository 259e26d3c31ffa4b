import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { Alert } from "../../../shared/alerts/alert.ts";
import { identityHash } from "../../../shared/alerts/identityHash.ts";
import {
  correlationIdFor,
  correlationIdOfGeneration,
  isCorrelationId,
} from "../../../shared/routing/correlationId.ts";

const aKey = {
  connection: "servicenow",
  workItemKind: "incident",
  target: "",
  identityKey: ["alert", "7c2e91d4-58ab-4f06-b3d7-1e94a0c6f825"],
} as const;

describe("a correlation id", () => {
  it("never changes: tickets are found by it years later", () => {
    expect(correlationIdFor(aKey)).toBe("atb-25083710ecdff5a7f72a0ec527306d9d");
    expect(correlationIdFor({ ...aKey, target: "audit" })).toBe("atb-6bb42661ca360c3aaa33958728b9e457");
  });

  it("is 32 hex digits behind atb-, whatever the alert says", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" })), (identityKey) => {
        expect(isCorrelationId(correlationIdFor({ ...aKey, identityKey }))).toBe(true);
      }),
    );
  });

  it("is another for other parts, wherever one part ends and the next begins", () => {
    const unit = fc.constantFrom("a", "b", "\0", '"', ",", "\ud800", "\ud801");
    const part = fc.string({ unit, maxLength: 3 });
    const parts = fc.tuple(part, part, fc.array(part, { maxLength: 3 }));
    const idOf = ([connection, target, identityKey]: [string, string, string[]]) =>
      correlationIdFor({ ...aKey, connection, target, identityKey });
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        expect(idOf(one) === idOf(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
      { numRuns: 2_000 },
    );
    expect(idOf(["a", "", ["b\0c"]])).not.toBe(idOf(["a", "", ["b", "c"]]));
  });

  it("carries the generation for the partner, from the second on", () => {
    const id = correlationIdFor(aKey);
    expect([1, 2, 3, 10].map((generation) => correlationIdOfGeneration(id, generation))).toEqual([
      id,
      `${id}-2`,
      `${id}-3`,
      `${id}-10`,
    ]);
  });

  it.each([
    ["atb-0123456789abcdef0123456789abcdef", true],
    ["atb-0123456789abcdef0123456789abcdef-2", false],
    ["atb-0123456789ABCDEF0123456789abcdef", false],
    ["atb-0123456789abcdef0123456789abcde", false],
    ["atb-0123456789abcdef0123456789abcdef\n", false],
    ["^ORactive=true", false],
    ["", false],
  ])("%j is one: %s", (text, isOne) => {
    expect(isCorrelationId(text)).toBe(isOne);
  });
});

describe("the hash of an identity", () => {
  const hashOf = (key: readonly string[]) =>
    identityHash({ key, orderedBy: "instance" } satisfies Alert["identity"]);

  it("never changes: members and index rows are found by it", () => {
    expect(hashOf(aKey.identityKey)).toBe("a54c3da44b6aea3a00c65d8a53a57604");
  });

  it("tells where one part ends and the next begins, even if a body contains NUL", () => {
    expect(hashOf(["series", "a\0b"])).not.toBe(hashOf(["series", "a", "b"]));
  });
});
