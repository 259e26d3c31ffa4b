import type { PartnerTemplate } from "../../../connections/partnerConfiguration.ts";
import type { CallObserver } from "../../../delivery/ports.ts";
import type { CallTable } from "../tableCalls.ts";
import { shownRows } from "./shownRows.ts";

/** Far more than anybody keeps; names only. */
const mostTemplates = 500;

/** Event Management's own templates extend this table, so they are among its rows. */
const tables: readonly string[] = ["incident", "change_request", "em_event", "em_alert"];

/** Active templates, by table and name. Throws BridgeError. */
export async function readTemplates(
  call: CallTable,
  observe: CallObserver,
): Promise<readonly PartnerTemplate[]> {
  const { rows } = await shownRows(
    call,
    {
      table: "sys_template",
      query: `active=true^tableIN${tables.join(",")}`,
      fields: ["name", "table"],
      limit: mostTemplates,
    },
    observe,
  );
  return (
    rows
      // A term that this user may not use is ignored by ServiceNow, and everything comes.
      .flatMap(({ name = "", table = "" }) =>
        name !== "" && tables.includes(table) ? [{ table, name }] : [],
      )
      .toSorted((one, other) => one.table.localeCompare(other.table) || one.name.localeCompare(other.name))
  );
}
