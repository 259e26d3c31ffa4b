import type { Actor } from "../access/actor.ts";
import { displayNameOf } from "../records/displayValue.ts";
import type { Instance } from "../platform/instance.ts";
import type { Table } from "../platform/dictionary.ts";
import type { StoredRecord } from "../platform/recordStore.ts";
import { columnReader, type ColumnReader } from "./columnReader.ts";
import type { Operator } from "./parseQuery.ts";
import { valueOf } from "./scriptedValue.ts";

export type Predicate = (record: StoredRecord) => boolean;
export type QueryContext = { readonly instance: Instance; readonly actor: Actor };

type Comparison = {
  readonly context: QueryContext;
  readonly table: Table;
  readonly column: ColumnReader;
  readonly operator: Operator;
  readonly value: string;
};

/** Filter of every instance for "me" and "one of my groups" in a DYNAMIC condition. */
export const dynamicMe = "90d1921e5f510100a9ad2572f2b477fe";
export const dynamicMyGroups = "d6435e965f510100a9ad2572f2b477fe";

/** `undefined` if the condition makes no sense and is therefore dropped. */
export function compareColumn(comparison: Comparison): Predicate | undefined {
  const { context, table, column, operator, value } = comparison;
  const { raw } = column;
  const scripted = (text: string) =>
    valueOf(text, { nowMs: context.instance.clock.nowMs(), actor: context.actor });
  const isNull = value === "NULL" ? "" : undefined;

  switch (operator) {
    case "=":
    case "!=": {
      const wanted = isNull ?? scripted(value);
      if (wanted === undefined) return undefined;
      const equals = equalTo(column, wanted);
      return operator === "=" ? equals : (record) => !equals(record);
    }
    case "IN":
    case "NOT IN": {
      const wanted = value.split(",").map((item) => equalTo(column, item.trim()));
      const isIn: Predicate = (record) => wanted.some((equals) => equals(record));
      return operator === "IN" ? isIn : (record) => !isIn(record);
    }
    case "<":
    case "<=":
    case ">":
    case ">=":
      return ordered(column, operator, scripted(value));
    case "BETWEEN": {
      const [from = "", to = ""] = value.split("@");
      return both(ordered(column, ">=", scripted(from)), ordered(column, "<=", scripted(to)));
    }
    case "ON": {
      // ONToday@javascript:gs.beginningOfToday()@javascript:gs.endOfToday(): the label says nothing.
      const [, from, to] = value.split("@");
      if (from === undefined || to === undefined) return undefined;
      return both(ordered(column, ">=", scripted(from)), ordered(column, "<=", scripted(to)));
    }
    case "LIKE":
    case "*":
      return onText(comparison, (text, part) => text.includes(part));
    case "NOT LIKE":
    case "!*":
      return onText(comparison, (text, part) => !text.includes(part));
    case "STARTSWITH":
      return onText(comparison, (text, part) => text.startsWith(part));
    case "ENDSWITH":
    case "%":
      return onText(comparison, (text, part) => text.endsWith(part));
    case "ISEMPTY":
    case "EMPTYSTRING":
      return (record) => raw(record) === "";
    case "ISNOTEMPTY":
      return (record) => raw(record) !== "";
    case "ANYTHING":
      return () => true;
    case "SAMEAS":
    case "NSAMEAS": {
      const other = columnReader(context.instance, table, value);
      if (other === undefined) return undefined;
      const isSame = operator === "SAMEAS";
      return (record) => (raw(record) === other.raw(record)) === isSame;
    }
    case "DYNAMIC":
      return dynamic(comparison);
    case "IN_HIERARCHY":
      return inHierarchy(comparison);
    default:
      return operator satisfies never;
  }
}

const both = (first: Predicate | undefined, second: Predicate | undefined): Predicate | undefined =>
  first === undefined || second === undefined ? undefined : (record) => first(record) && second(record);

function equalTo({ field, raw }: ColumnReader, wanted: string): Predicate {
  if (field.type === "integer" && wanted !== "" && Number.isFinite(Number(wanted))) {
    const number = Number(wanted);
    return (record) => raw(record) !== "" && Number(raw(record)) === number;
  }
  // The database compares text without regard to case.
  const text = wanted.toLowerCase();
  return (record) => {
    const value = raw(record);
    return value === wanted || value.toLowerCase() === text;
  };
}

function ordered(
  column: ColumnReader,
  operator: "<" | "<=" | ">" | ">=",
  wanted: string | undefined,
): Predicate | undefined {
  if (wanted === undefined) return undefined;
  const compare = comparator(column);
  const holds = {
    "<": (order: number) => order < 0,
    "<=": (order: number) => order <= 0,
    ">": (order: number) => order > 0,
    ">=": (order: number) => order >= 0,
  }[operator];
  return (record) => {
    const value = column.raw(record);
    return value !== "" && holds(compare(value, wanted));
  };
}

/** Order of two raw values of a column: numbers by size, the rest by text without regard to case. */
export function comparator({ field }: ColumnReader): (a: string, b: string) => number {
  if (field.type === "integer") {
    // Empty comes first, as the database sorts it.
    return (a, b) => (a === "" ? -Infinity : Number(a)) - (b === "" ? -Infinity : Number(b)) || 0;
  }
  if (field.type === "dateTime") return (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  return (a, b) => {
    const [first, second] = [a.toLowerCase(), b.toLowerCase()];
    return first < second ? -1 : first > second ? 1 : 0;
  };
}

/** Parts of text; of a reference, parts of what it shows. */
function onText(
  { context, column, value }: Comparison,
  holds: (text: string, part: string) => boolean,
): Predicate {
  const part = value.toLowerCase();
  const { reference } = column.field;
  const read =
    reference === undefined
      ? column.raw
      : (record: StoredRecord) => displayNameOf(context.instance, reference, column.raw(record));
  return (record) => holds(read(record).toLowerCase(), part);
}

function dynamic({ context: { instance, actor }, column, value }: Comparison): Predicate | undefined {
  if (value === dynamicMe) return (record) => column.raw(record) === actor.sysId;
  if (value !== dynamicMyGroups) return undefined;
  const memberships = instance.store.lookUp("sys_user_grmember", "user", actor.sysId) ?? [];
  const groups = new Set(memberships.map(({ values }) => values["group"] ?? ""));
  return (record) => groups.has(column.raw(record));
}

/** The record itself or one below it, by the `parent` column of the table that the reference points to. */
function inHierarchy({ context: { instance }, column, value }: Comparison): Predicate | undefined {
  const { reference } = column.field;
  if (reference === undefined) return undefined;
  return (record) => {
    const seen = new Set<string>();
    let current = column.raw(record);
    while (current !== "" && !seen.has(current)) {
      if (current === value) return true;
      seen.add(current);
      current = instance.store.find(reference, current)?.values["parent"] ?? "";
    }
    return false;
  };
}
