import { hiddenFields } from "../access/acl.ts";
import type { Actor } from "../access/actor.ts";
import { columnReader } from "../query/columnReader.ts";
import type { Field, Table } from "../platform/dictionary.ts";
import type { Instance } from "../platform/instance.ts";
import type { StoredRecord } from "../platform/recordStore.ts";
import { displayValue } from "./displayValue.ts";

export type Shape = {
  readonly displayValue: "false" | "true" | "all";
  readonly excludeReferenceLink: boolean;
  /** As asked for; names that do not exist are left out. `undefined` means all. */
  readonly fields?: readonly string[] | undefined;
};

type Parts = Readonly<Record<string, string>>;
type Rendered = string | Parts;

/** Turns records of one table into what the Table API answers: everything is text, references have links. */
export function makeRenderer(
  instance: Instance,
  actor: Actor,
  table: Table,
  shape: Shape,
): (record: StoredRecord) => Record<string, Rendered> {
  const columns = (shape.fields ?? [...table.allFields.keys()]).flatMap((path) => {
    const column = columnReader(instance, table, path);
    if (column === undefined || column.field.type === "password") return [];
    if (hiddenFields(instance, actor, column.table).includes(column.name)) return [];
    return [{ path, column }];
  });

  return (record) => {
    const rendered: Record<string, Rendered> = {};
    for (const { path, column } of columns) {
      const owner = column.owner(record);
      rendered[path] =
        owner === undefined
          ? empty(shape)
          : renderValue(instance, actor, owner, column.name, column.field, shape);
    }
    return rendered;
  };
}

const empty = ({ displayValue: mode }: Shape): Rendered =>
  mode === "all" ? { display_value: "", value: "" } : "";

function renderValue(
  instance: Instance,
  actor: Actor,
  record: StoredRecord,
  name: string,
  field: Field,
  shape: Shape,
): Rendered {
  const raw = record.values[name] ?? "";
  if (field.reference === undefined || raw === "") {
    if (shape.displayValue === "false") return raw;
    const shown = displayValue(instance, actor, record, name, field);
    return shape.displayValue === "true" ? shown : { display_value: shown, value: raw };
  }

  const shown = shape.displayValue === "false" ? "" : displayValue(instance, actor, record, name, field);
  return shape.excludeReferenceLink
    ? withoutLink(shape, shown, raw)
    : withLink(shape, shown, raw, `${instance.url}/api/now/table/${field.reference}/${raw}`);
}

function withoutLink({ displayValue: mode }: Shape, shown: string, raw: string): Rendered {
  if (mode === "all") return { display_value: shown, value: raw };
  return mode === "true" ? shown : raw;
}

function withLink({ displayValue: mode }: Shape, shown: string, value: string, link: string): Parts {
  if (mode === "all") return { display_value: shown, link, value };
  return mode === "true" ? { display_value: shown, link } : { link, value };
}
