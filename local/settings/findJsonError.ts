/** Where a text stops being JSON: line and column count from 1. */
export type JsonError = { readonly line: number; readonly column: number; readonly message: string };

/**
 * The first mistake in a text that ought to be JSON, or `undefined` if it is JSON. JSON.parse names a place in some of
 * its messages only, and no two engines use the same words.
 */
export function findJsonError(text: string): JsonError | undefined {
  const mistake = new Reader(text).firstMistake();
  if (mistake === undefined) return undefined;
  const before = text.slice(0, mistake.offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return {
    line: before.split("\n").length,
    column: mistake.offset - lineStart + 1,
    message: mistake.message,
  };
}

class Mistake extends Error {
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

const literals = ["true", "false", "null"] as const;
const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// The raw characters of a JSON string and its escapes (RFC 8259, section 7).
// eslint-disable-next-line no-control-regex -- control characters are what JSON forbids here
const stringPartPattern = /(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y;

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  firstMistake(): Mistake | undefined {
    try {
      this.#value();
      this.#space();
      if (this.#at < this.#text.length) this.#fail("nothing may follow the document's end");
      return undefined;
    } catch (error) {
      if (error instanceof Mistake) return error;
      throw error;
    }
  }

  #value(): void {
    this.#space();
    const next = this.#text[this.#at];
    if (next === "{") {
      this.#members("}", () => {
        this.#key();
        this.#value();
      });
    } else if (next === "[") {
      this.#members("]", () => this.#value());
    } else if (next === '"') {
      this.#string();
    } else {
      this.#scalar();
    }
  }

  #members(end: "}" | "]", member: () => void): void {
    this.#at += 1;
    this.#space();
    if (this.#take(end)) return;
    for (;;) {
      member();
      this.#space();
      if (this.#take(end)) return;
      if (!this.#take(",")) this.#fail(`a comma or ${end} is missing`);
      this.#space();
      if (this.#text[this.#at] === end) this.#fail(`no comma may stand before ${end}`);
    }
  }

  #key(): void {
    this.#space();
    if (this.#text[this.#at] !== '"') this.#fail("a name in double quotes is missing");
    this.#string();
    this.#space();
    if (!this.#take(":")) this.#fail("a colon is missing");
  }

  #string(): void {
    this.#at += 1;
    stringPartPattern.lastIndex = this.#at;
    this.#at += stringPartPattern.exec(this.#text)?.[0].length ?? 0;
    if (this.#take('"')) return;
    if (this.#text[this.#at] === "\\")
      this.#fail(String.raw`a backslash in a text is written \\, a quote \"`);
    this.#fail("the closing double quote is missing");
  }

  #scalar(): void {
    const rest = this.#text.slice(this.#at, this.#at + 5);
    const literal = literals.find((word) => rest.startsWith(word));
    numberPattern.lastIndex = this.#at;
    const length = literal?.length ?? numberPattern.exec(this.#text)?.[0].length ?? 0;
    if (length === 0) this.#fail("a value is missing (a text stands in double quotes)");
    this.#at += length;
  }

  #space(): void {
    while (" \t\r\n".includes(this.#text[this.#at] ?? "x")) this.#at += 1;
    if (this.#text[this.#at] === "/") this.#fail("comments are not allowed");
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #fail(message: string): never {
    const isAtEnd = this.#at >= this.#text.length;
    throw new Mistake(this.#at, isAtEnd ? `the text ends too early: ${message}` : message);
  }
}
