/** Encoded queries as text, taken apart; whether columns exist is not known here. */

const operators = [
  "ISNOTEMPTY",
  "ISEMPTY",
  "EMPTYSTRING",
  "ANYTHING",
  "IN_HIERARCHY",
  "NOT LIKE",
  "NOT IN",
  "STARTSWITH",
  "ENDSWITH",
  "BETWEEN",
  "NSAMEAS",
  "SAMEAS",
  "DYNAMIC",
  "LIKE",
  "IN",
  "ON",
  "!=",
  ">=",
  "<=",
  "!*",
  "=",
  ">",
  "<",
  "*",
  "%",
] as const;

export type Operator = (typeof operators)[number];

export type Term =
  | { readonly kind: "compare"; readonly field: string; readonly operator: Operator; readonly value: string }
  | { readonly kind: "text"; readonly words: string }
  | {
      readonly kind: "related";
      readonly table: string;
      readonly field: string;
      readonly operator: string;
      readonly count: number;
      readonly query: string;
    }
  /** Not a condition at all, for example a label where a column name belongs. */
  | { readonly kind: "invalid"; readonly text: string };

export type ParsedQuery = {
  /** Any group; in it every clause; of a clause any term. */
  readonly groups: readonly (readonly (readonly Term[])[])[];
  readonly order: readonly { readonly field: string; readonly descending: boolean }[];
};

const comparison = new RegExp(
  `^([a-z][a-z0-9_.]*)(${operators.map((operator) => operator.replaceAll("*", "\\*")).join("|")})(.*)$`,
  "s",
);

/** Never fails: what cannot be understood becomes a term of kind `invalid`. */
export function parseQuery(encoded: string): ParsedQuery {
  const groups: Term[][][] = [[]];
  const order: { field: string; descending: boolean }[] = [];

  const parts = splitParts(encoded);
  for (let i = 0; i < parts.length; i++) {
    let part = parts[i] ?? "";
    if (part === "" || part === "EQ" || part.startsWith("GROUPBY") || part.startsWith("TRENDBY")) continue;
    const sorting = /^ORDERBY(DESC)?([a-z][a-z0-9_.]*)$/.exec(part);
    if (sorting !== null) {
      order.push({ field: sorting[2] ?? "", descending: sorting[1] !== undefined });
      continue;
    }
    if (part.startsWith("NQ")) {
      groups.push([]);
      part = part.slice(2);
      if (part === "") continue;
    }
    const isAlternative = part.startsWith("OR");
    if (isAlternative) part = part.slice(2);
    let term: Term;
    if (part.startsWith("RLQUERY")) {
      const end = parts.indexOf("ENDRLQUERY", i);
      const stop = end < 0 ? parts.length : end;
      term = parseRelated(part.slice(7), parts.slice(i + 1, stop));
      i = stop;
    } else {
      term = parseTerm(part);
    }
    const group = groups.at(-1) ?? [];
    const clause = group.at(-1);
    if (isAlternative && clause !== undefined) clause.push(term);
    else group.push([term]);
  }
  return { groups, order };
}

/** `^` separates, `^^` is a caret inside a value. */
function splitParts(encoded: string): string[] {
  return encoded
    .replaceAll("^^", "\0")
    .split("^")
    .map((part) => part.replaceAll("\0", "^"));
}

function parseTerm(part: string): Term {
  if (part.startsWith("123TEXTQUERY321=")) return { kind: "text", words: part.slice(16) };
  const match = comparison.exec(part);
  if (match === null) return { kind: "invalid", text: part };
  return {
    kind: "compare",
    field: match[1] ?? "",
    operator: match[2] as Operator,
    value: match[3] ?? "",
  };
}

/** `RLQUERYincident.caller_id,>=1^state=1^ENDRLQUERY`: users with at least one new incident. */
function parseRelated(head: string, inner: readonly string[]): Term {
  const match = /^([a-z0-9_]+)\.([a-z0-9_]+),(>=|<=|!=|=|>|<)(\d+)/.exec(head);
  if (match === null) return { kind: "invalid", text: `RLQUERY${head}` };
  return {
    kind: "related",
    table: match[1] ?? "",
    field: match[2] ?? "",
    operator: match[3] ?? "",
    count: Number(match[4]),
    query: inner.map((part) => part.replaceAll("^", "^^")).join("^"),
  };
}
