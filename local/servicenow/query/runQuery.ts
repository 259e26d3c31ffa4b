import { hiddenFields } from "../access/acl.ts";
import { refusal } from "../records/refusal.ts";
import { displayNameOf } from "../records/displayValue.ts";
import type { Table } from "../platform/dictionary.ts";
import type { StoredRecord } from "../platform/recordStore.ts";
import { columnReader } from "./columnReader.ts";
import { comparator, compareColumn, type Predicate, type QueryContext } from "./compareColumn.ts";
import { type ParsedQuery, parseQuery, type Term } from "./parseQuery.ts";

type Group = ParsedQuery["groups"][number];

/**
 * All records of a table that match an encoded query, in its order. Whoever may not see some of them is not
 * considered here. Throws a refusal if the query names a column that the person may not read.
 */
export function runQuery(context: QueryContext, table: Table, encoded: string): StoredRecord[] {
  const { groups, order } = parseQuery(encoded);
  return inOrder(context, table, matching(context, table, groups), order);
}

function matching(context: QueryContext, table: Table, groups: readonly Group[]): StoredRecord[] {
  const { store } = context.instance;
  const compiled = groups.map((group) => compileGroup(context, table, group));
  const [only] = groups;
  if (groups.length === 1 && only !== undefined) {
    const predicate = compiled[0] ?? everything;
    const candidates = byIndex(context, table, only) ?? store.all(table.name);
    return predicate === everything ? [...candidates] : candidates.filter(predicate);
  }
  return store.all(table.name).filter((record) => compiled.some((predicate) => predicate(record)));
}

/** Records that an index offers for one of the clauses; the fewest. */
function byIndex(
  { instance }: QueryContext,
  table: Table,
  group: Group,
): readonly StoredRecord[] | undefined {
  let fewest: readonly StoredRecord[] | undefined;
  for (const [term, ...alternatives] of group) {
    if (term?.kind !== "compare" || alternatives.length > 0) continue;
    const { field, operator, value } = term;
    if (value.startsWith("javascript:") || (operator !== "=" && operator !== "IN")) continue;
    const wanted = operator === "=" ? [value === "NULL" ? "" : value] : value.split(",");
    const found = wanted.map((item) => lookUp(item.trim()));
    if (found.includes(undefined)) continue;
    const records = [...new Set(found.flatMap((some) => some ?? []))];
    if (fewest === undefined || records.length < fewest.length) fewest = records;

    function lookUp(item: string): readonly StoredRecord[] | undefined {
      if (field !== "sys_id") return instance.store.lookUp(table.name, field, item);
      const record = instance.store.find(table.name, item.toLowerCase());
      return record === undefined ? [] : [record];
    }
  }
  return fewest;
}

const everything: Predicate = () => true;
const nothing: Predicate = () => false;

function compileGroup(context: QueryContext, table: Table, group: Group): Predicate {
  const clauses = group.flatMap((terms) => {
    const predicates = terms.flatMap((term) => compileTerm(context, table, term) ?? []);
    if (predicates.length === 0) return [];
    const [first = everything] = predicates;
    return [
      predicates.length === 1
        ? first
        : (record: StoredRecord) => predicates.some((predicate) => predicate(record)),
    ];
  });
  if (clauses.length === 0) return everything;
  const [first = everything] = clauses;
  return clauses.length === 1 ? first : (record) => clauses.every((clause) => clause(record));
}

/** `undefined`: the term is dropped, and the rest runs without it. That is the default of the platform. */
function compileTerm(context: QueryContext, table: Table, term: Term): Predicate | undefined {
  const predicate = understood(context, table, term);
  if (predicate !== undefined) return predicate;
  return context.instance.properties.isOn("glide.invalid_query.returns_no_rows") ? nothing : undefined;
}

function understood(context: QueryContext, table: Table, term: Term): Predicate | undefined {
  switch (term.kind) {
    case "invalid":
      return undefined;
    case "text":
      return containsWords(table, term.words);
    case "related":
      return related(context, term);
    case "compare": {
      const column = columnReader(context.instance, table, term.field);
      if (column === undefined) return undefined;
      if (hiddenFields(context.instance, context.actor, column.table).includes(column.name)) {
        throw refusal.queryOfHiddenField();
      }
      return compareColumn({ context, table, column, operator: term.operator, value: term.value });
    }
    default:
      return term satisfies never;
  }
}

function containsWords(table: Table, words: string): Predicate {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const columns = [...table.allFields].filter(([, { type }]) => type === "string").map(([name]) => name);
  return ({ values }) => {
    const text = columns
      .map((name) => values[name] ?? "")
      .join(" ")
      .toLowerCase();
    return wanted.every((word) => text.includes(word));
  };
}

function related(context: QueryContext, term: Extract<Term, { kind: "related" }>): Predicate | undefined {
  const table = context.instance.dictionary.table(term.table);
  if (table?.allFields.has(term.field) !== true) return undefined;
  const counts = new Map<string, number>();
  for (const { values } of matching(context, table, parseQuery(term.query).groups)) {
    const target = values[term.field] ?? "";
    counts.set(target, (counts.get(target) ?? 0) + 1);
  }
  return ({ sysId }) => {
    const count = counts.get(sysId) ?? 0;
    if (term.operator === ">=") return count >= term.count;
    if (term.operator === "<=") return count <= term.count;
    if (term.operator === ">") return count > term.count;
    if (term.operator === "<") return count < term.count;
    return term.operator === "=" ? count === term.count : count !== term.count;
  };
}

function inOrder(
  { instance }: QueryContext,
  table: Table,
  records: StoredRecord[],
  order: ParsedQuery["order"],
): StoredRecord[] {
  const keys = order.flatMap(({ field, descending }) => {
    const column = columnReader(instance, table, field);
    if (column === undefined) return [];
    const { reference } = column.field;
    return [
      {
        // References sort by what they show.
        read:
          reference === undefined
            ? column.raw
            : (record: StoredRecord) => displayNameOf(instance, reference, column.raw(record)),
        compare: comparator(column),
        sign: descending ? -1 : 1,
      },
    ];
  });
  if (keys.length === 0) return records;
  return records.sort((a, b) => {
    for (const { read, compare, sign } of keys) {
      const difference = compare(read(a), read(b));
      if (difference !== 0) return sign * difference;
    }
    return 0;
  });
}
