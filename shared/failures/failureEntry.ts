/** Whose move it is. How people are told: failureOwner.ts. */
export type FailureOwner = "bridge" | "partner" | "configuration" | "credentials" | "sender";

export type FailureEntry = {
  readonly title: string;
  readonly cause: string;
  readonly resolution: string;
  readonly owner: FailureOwner;
  /** What the bridge does about it by itself, in one sentence. */
  readonly automaticAction: string;
  /** `later`: the same thing, unchanged, may succeed. `never`: a person has to change something first. */
  readonly retry: "never" | "later";
  /** Where it can be an HTTP answer of ours. Never 500: senders of alerts do not repeat after it. */
  readonly httpStatus: number;
};
