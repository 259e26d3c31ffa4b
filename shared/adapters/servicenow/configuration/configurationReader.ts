import type { ConfigurationReader } from "../../../connections/partnerConfiguration.ts";
import type { CallTable } from "../tableCalls.ts";
import { readChoices } from "./choices.ts";
import { readRefreshTokenLifespanMs } from "./refreshTokenLifespan.ts";
import { shownRows } from "./shownRows.ts";
import { readTemplates } from "./templates.ts";

/**
 * What an instance is configured with, by the Table API: one call for each part. `clientId`: of the OAuth client whose
 * refresh tokens the bridge has; undefined: it has none.
 */
export function configurationReader(call: CallTable, clientId?: string): ConfigurationReader {
  return {
    refreshTokenLifespanMs: async (observe) =>
      clientId === undefined ? undefined : readRefreshTokenLifespanMs(call, clientId, observe),
    templates: (observe) => readTemplates(call, observe),
    choices: (kinds, observe) => readChoices(call, kinds, observe),
    async groups(observe) {
      const query = { table: "sys_user_group", query: "active=true", fields: ["sys_id"], limit: 20 };
      return (await shownRows(call, query, observe)).count;
    },
  };
}
