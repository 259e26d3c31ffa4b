import { eventually } from "../../../support/world/eventually.ts";
import { postStalled } from "../../../support/world/stalledPost.ts";
import type { FailureCase, Problem } from "../failureCase.ts";

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
    code: "ALERT_TOO_SLOW",
    when: "the body does not end",
    detail: /Not all of it had come after 2500 ms/,
    shows: "answer",
    provoke: ({ world }) => postStalled<Problem>(`${world.bridgeUrl}/api/alerts`, 1_000).answer,
  },
  {
    code: "BRIDGE_BUSY",
    when: "more is announced at once than fits",
    detail: /1 requests are being answered already/,
    shows: "answer",
    async provoke({ world, undo }) {
      const url = `${world.bridgeUrl}/api/alerts`;
      const first = postStalled(url, 1_000);
      undo(() => first.abandon());
      return eventually(async () => {
        const second = postStalled<Problem>(url, 64 * 1024 * 1024);
        const answer = await second.answer;
        second.abandon();
        // Whoever comes first is let in, and hears that it is too large.
        if (answer.body.code === "ALERT_TOO_LARGE") throw new Error("The first one has not come yet");
        return answer;
      });
    },
  },
  {
    code: "METHOD_NOT_ALLOWED",
    when: "somebody looks at the webhook's address with a browser",
    detail: /GET is not POST/,
    shows: "answer",
    provoke: ({ world }) => world.bridge.get("/api/alerts"),
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
    code: "ALERT_SHAPE_UNKNOWN",
    when: "somebody sends the sample of no known shape",
    detail: /It waits for a person: ALERT_SHAPE_UNKNOWN/,
    shows: "command",
    provoke: ({ terminal }) => terminal("send", "unknown", "--route", "default"),
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
