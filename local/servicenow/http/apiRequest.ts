import type { Actor } from "../access/actor.ts";

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
};
