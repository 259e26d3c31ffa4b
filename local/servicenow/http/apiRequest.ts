import type { Actor } from "../access/actor.ts";
import type { RowFault } from "../importSets/rowResult.ts";
import type { Refusal } from "../records/refusal.ts";

/** A call of one of the REST APIs, by somebody who has signed in. */
export type ApiRequest = {
  /** After a method override; HEAD arrives as GET. */
  readonly method: string;
  readonly path: string;
  /** As it came, without the question mark. */
  readonly rawQuery: string;
  readonly query: URLSearchParams;
  header(name: string): string | undefined;
  readonly bodyText: string;
  readonly actor: Actor;
  /** A fault: the record that this call brings is refused wherever it is written. */
  readonly recordRefused?: Refusal | undefined;
  /** A fault of an import set's row. */
  readonly rowFault?: RowFault | undefined;
};
