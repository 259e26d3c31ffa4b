import type { FailureCase } from "../failureCase.ts";

/** The connection's settings are wrong, or the bridge holds a call back by itself. */
export const connectionCases: readonly FailureCase[] = [
  {
    code: "CONNECTION_BUSY",
    when: "everything before the write was so slow that the write is no longer safe",
    detail: /could not be sent in time/,
    shows: "journal",
    async provoke(stage) {
      const { sandbox } = stage.world;
      // The token has run out: the look-up of the caller is refused, renews it, and is repeated.
      sandbox.clock.advanceMs(31 * 60_000);
      for (const pathContains of ["/oauth_token.do", "/table/sys_user"]) {
        sandbox.faults.set({ kind: "slow", delayMs: 1_100, match: { pathContains } });
      }
      return stage.fire("named");
    },
  },
  {
    code: "CONNECTION_URL_REFUSED",
    when: "the instance's address is no ServiceNow's",
    detail: /contoso\.example is not a ServiceNow instance/,
    settings: { SERVICENOW_INSTANCE_URL: "https://contoso.example" },
    isCausedBySettings: true,
    shows: "deadLetter",
    provoke: async (stage) => stage.world.bridge.deadLetterOf(await stage.fire()),
  },
];
