/** The dictionary: which tables there are, which extends which, and what their columns hold. */

type FieldType =
  | "string"
  | "integer"
  | "boolean"
  | "reference"
  | "dateTime"
  | "duration"
  | "journal"
  | "password"
  | "className";

export type Field = {
  readonly type: FieldType;
  /** As error messages and journal headings name it. */
  readonly label: string;
  /** Longer text is cut without a word. */
  readonly maxLength?: number;
  /** For references: the table it points to. */
  readonly reference?: string;
  /** Has a list in sys_choice; values outside of it are not stored. */
  readonly choice?: true;
  readonly defaultValue?: string;
};

export type TableDefinition = {
  readonly name: string;
  readonly label: string;
  readonly parent?: string;
  /** What a reference to one of its records shows. */
  readonly displayField: string;
  /** Number Maintenance: prefix and the last number that was given out before ours. */
  readonly numbers?: { readonly prefix: string; readonly after: number };
  readonly fields: Readonly<Record<string, Field>>;
  /** Columns with an index; a query for one of them does not look at every record. */
  readonly indexes?: readonly string[];
};

export type Table = TableDefinition & {
  /** Own and inherited columns. */
  readonly allFields: ReadonlyMap<string, Field>;
  /** This table and all that extend it. */
  readonly family: readonly string[];
  /** This table and what it extends, nearest first. */
  readonly lineage: readonly string[];
  /** Column values of a new record before anybody says anything. */
  readonly defaults: Readonly<Record<string, string>>;
  readonly allIndexes: readonly string[];
};

export type Dictionary = {
  table(name: string): Table | undefined;
  /** Throws if there is no such table: for names that our own code wrote. */
  tableOf(name: string): Table;
  readonly tables: readonly Table[];
};

const systemFields: Readonly<Record<string, Field>> = {
  sys_id: { type: "string", label: "Sys ID", maxLength: 32 },
  sys_created_on: { type: "dateTime", label: "Created" },
  sys_created_by: { type: "string", label: "Created by", maxLength: 40 },
  sys_updated_on: { type: "dateTime", label: "Updated" },
  sys_updated_by: { type: "string", label: "Updated by", maxLength: 40 },
  sys_mod_count: { type: "integer", label: "Updates", defaultValue: "0" },
  sys_tags: { type: "string", label: "Tags" },
};

/** Throws if a table extends one that is not listed. */
export function makeDictionary(definitions: readonly TableDefinition[]): Dictionary {
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));

  const lineageOf = (definition: TableDefinition): TableDefinition[] => {
    if (definition.parent === undefined) return [definition];
    const parent = byName.get(definition.parent);
    if (parent === undefined) throw new Error(`${definition.name} extends the unknown ${definition.parent}`);
    return [definition, ...lineageOf(parent)];
  };

  const tables = new Map<string, Table>();
  for (const definition of definitions) {
    const lineage = lineageOf(definition);
    const allFields = new Map<string, Field>();
    for (const ancestor of lineage.toReversed()) {
      for (const [name, field] of Object.entries(ancestor.fields)) allFields.set(name, field);
    }
    for (const [name, field] of Object.entries(systemFields)) allFields.set(name, field);
    const defaults: Record<string, string> = {};
    for (const [name, { defaultValue }] of allFields) {
      if (defaultValue !== undefined) defaults[name] = defaultValue;
    }
    tables.set(definition.name, {
      ...definition,
      allFields,
      defaults,
      lineage: lineage.map(({ name }) => name),
      family: definitions.filter((other) => lineageOf(other).includes(definition)).map(({ name }) => name),
      allIndexes: lineage.flatMap(({ indexes }) => indexes ?? []),
    });
  }

  return {
    tables: [...tables.values()],
    table: (name) => tables.get(name),
    tableOf(name) {
      const table = tables.get(name);
      if (table === undefined) throw new Error(`There is no table ${name}`);
      return table;
    },
  };
}
