import { describe, expect, it } from "vitest";
import { alertFailures } from "../../../shared/failures/alertFailures.ts";
import { authorisationFailures } from "../../../shared/failures/authorisationFailures.ts";
import { bridgeFailures } from "../../../shared/failures/bridgeFailures.ts";
import { catalogue, type FailureEntry } from "../../../shared/failures/catalogue.ts";
import { connectionCareFailures } from "../../../shared/failures/connectionCareFailures.ts";
import { connectionCheckFailures } from "../../../shared/failures/connectionCheckFailures.ts";
import { connectionFailures } from "../../../shared/failures/connectionFailures.ts";
import { deadLetterFailures } from "../../../shared/failures/deadLetterFailures.ts";
import { driftFailures } from "../../../shared/failures/driftFailures.ts";
import { importSetFailures } from "../../../shared/failures/importSetFailures.ts";
import { secretFailures } from "../../../shared/failures/secretFailures.ts";
import { serviceNowFailures } from "../../../shared/failures/servicenowFailures.ts";
import { tokenFailures } from "../../../shared/failures/tokenFailures.ts";

const entries = Object.entries<FailureEntry>(catalogue);

describe("the catalogue of failures", () => {
  it.each(entries)("%s says what happened, why, and what to do, in sentences", (_code, entry) => {
    expect(entry.title).toMatch(/^[A-Z“].*[^.]$/);
    expect(entry.cause).toMatch(/^[A-Z].*\.$/);
    expect(entry.resolution).toMatch(/^[A-Z].*\.$/);
    expect(entry.automaticAction).toMatch(/^[A-Z].*\.$/);
  });

  it.each(entries)("%s is a constant name, and its answer an honest status", (code, entry) => {
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
    expect([200, 202, 400, 401, 403, 404, 405, 409, 410, 412, 413, 415, 422, 429, 502, 503, 504]).toContain(
      entry.httpStatus,
    );
  });

  it("says 503 or 504 where trying again can help, so that senders do", () => {
    const later = entries.filter(([, entry]) => entry.retry === "later");
    expect(later.filter(([, { httpStatus }]) => httpStatus !== 503 && httpStatus !== 504)).toEqual([]);
  });

  it("has no code and no title twice", () => {
    const parts = [
      alertFailures,
      bridgeFailures,
      connectionFailures,
      deadLetterFailures,
      connectionCareFailures,
      serviceNowFailures,
      authorisationFailures,
      importSetFailures,
      tokenFailures,
      driftFailures,
      secretFailures,
      connectionCheckFailures,
    ];
    expect(entries).toHaveLength(parts.reduce((sum, part) => sum + Object.keys(part).length, 0));
    expect(new Set(entries.map(([, { title }]) => title)).size).toBe(entries.length);
  });
});
