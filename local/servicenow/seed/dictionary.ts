import { listOf } from "../access/apiAccess.ts";
import type { Instance } from "../platform/instance.ts";

/** Dictionary entries of what people work on: each column where it is defined. Only for tables that have none yet. */
export function seedDictionary(instance: Instance): void {
  for (const name of ["task", "incident", "change_request", "em_event", "em_alert"]) {
    if ((instance.store.lookUp("sys_dictionary", "name", name) ?? []).length > 0) continue;
    for (const [element, field] of Object.entries(instance.dictionary.tableOf(name).fields)) {
      const { label, type, maxLength = 40 } = field;
      put(instance, name, element, {
        column_label: label,
        internal_type: type,
        max_length: String(maxLength),
      });
    }
  }
}

/** `incident.description=1000`: an entry of its own for the column, which overrides that of the table it extends. */
export function changeLengths(instance: Instance, lengths: string): void {
  for (const entry of listOf(lengths)) {
    const [, name = "", element = "", length = ""] = /^(\w+)\.(\w+)=(\d+)$/.exec(entry) ?? [];
    if (name !== "") put(instance, name, element, { max_length: length });
  }
}

/** `incident.caller_id`: the column's entry says that it is mandatory, which forms keep and the Table API does not. */
export function markMandatory(instance: Instance, columns: string): void {
  const wanted = new Set(listOf(columns));
  for (const { values } of instance.store.all("sys_dictionary")) {
    const { name = "", element = "" } = values;
    const mandatory = String(wanted.has(`${name}.${element}`));
    if ((values["mandatory"] ?? "false") !== mandatory)
      put(instance, name, element, { ...values, mandatory });
  }
}

function put(instance: Instance, name: string, element: string, values: Record<string, string>): void {
  instance.put("sys_dictionary", { name, element, ...values }, `${name}.${element}`);
}
