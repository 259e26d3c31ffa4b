import type { FailureCase } from "../failureCase.ts";

/** What is wrong with what a sender posts, or with where it posts it. */
export const alertCases: readonly FailureCase[] = [
  {
    code: "ALERT_NOT_JSON",
    when: "somebody posts a sentence",
    detail: /not valid JSON/,
    shows: "answer",
    provoke: ({ world }) => world.bridge.post("/api/alerts", "Fired: disk full"),
  },
  {
    code: "ALERT_TOO_LARGE",
    when: "a body is longer than 1 MiB",
    detail: /1048577 bytes; at most 1048576/,
    shows: "answer",
    provoke: ({ world }) => world.bridge.post("/api/alerts", " ".repeat(1024 * 1024 + 1)),
  },
  {
    code: "ALERT_SHAPE_UNKNOWN",
    when: "the body is JSON of no known shape",
    detail: /\S/,
    shows: "deadLetter",
    isOverAfterwards: false,
    provoke: async (stage) =>
      stage.world.bridge.deadLetterOf(await stage.send(stage.series().fired({ sample: "unknown" }))),
  },
  {
    code: "ROUTE_UNKNOWN",
    when: "the webhook's address names a route that nobody has",
    detail: /"nowhere"/,
    shows: "deadLetter",
    isOverAfterwards: false,
    provoke: async (stage) => stage.world.bridge.deadLetterOf(await stage.fire("nowhere")),
  },
  {
    code: "CONNECTION_MISSING",
    when: "a route names a connection that is not configured",
    detail: /"fabrikam"/,
    shows: "deadLetter",
    isOverAfterwards: false,
    provoke: async (stage) => stage.world.bridge.deadLetterOf(await stage.fire("elsewhere")),
  },
];
