import type { AlertFact } from "../alert.ts";
import { asText } from "./json.ts";
import { cut } from "./words.ts";

const longestValue = 1000;
const mostFacts = 60;

/** Collects facts in reading order. Empty ones are left out, long ones are cut with a mark. */
export class FactList {
  readonly #facts: AlertFact[] = [];
  #leftOut = 0;

  add(label: string, value: unknown): this {
    const text = asText(value);
    if (text === null) return this;
    if (this.#facts.length >= mostFacts) this.#leftOut += 1;
    else this.#facts.push({ label: cut(label, 100, "…"), value: cut(text, longestValue, "… (cut)") });
    return this;
  }

  addAll(facts: readonly AlertFact[]): this {
    for (const { label, value } of facts) this.add(label, value);
    return this;
  }

  all(): readonly AlertFact[] {
    if (this.#leftOut === 0) return this.#facts;
    return [...this.#facts, { label: "More", value: `${this.#leftOut} more not shown` }];
  }
}
