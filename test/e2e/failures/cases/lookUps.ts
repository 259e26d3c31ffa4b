import type { FailureCase } from "../failureCase.ts";

/** What somebody who looks something up may get wrong. */
export const lookUpCases: readonly FailureCase[] = [
  {
    code: "NOT_FOUND",
    when: "a ticket is asked for that nobody has made",
    detail: /"atb-0{32}"/,
    shows: "answer",
    provoke: ({ world }) => world.bridge.get(`/api/tickets/atb-${"0".repeat(32)}`),
  },
  {
    code: "REQUEST_INVALID",
    when: "a list is asked for with a limit that is too large",
    detail: /limit is a whole number from 1 to 200/,
    shows: "answer",
    provoke: ({ world }) => world.bridge.get("/api/tickets?limit=500"),
  },
];
