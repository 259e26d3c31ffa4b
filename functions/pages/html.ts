/** Markup that may stand in a page as it is. */
export type Html = { readonly markup: string };

type Piece = Html | string | readonly Html[];

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A piece of a page: every text that is put into it is escaped, for elements and for quoted attributes. */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return { markup: String.raw({ raw: strings }, ...pieces.map(markupOf)) };
}

function markupOf(piece: Piece): string {
  if (typeof piece === "string") return piece.replace(/[&<>"']/g, (char) => entities[char] ?? "");
  return "markup" in piece ? piece.markup : piece.map(markupOf).join("");
}
