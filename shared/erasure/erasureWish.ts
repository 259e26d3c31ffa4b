import { erased, withoutText } from "./erasedText.ts";

export type ErasureWish = {
  readonly by: "subscription" | "text";
  readonly value: string;
  /** Only counts. */
  readonly isDryRun: boolean;
  readonly who: string;
  readonly reason: string | null;
};

/** What belongs to a subscription goes altogether; of what contains a text, the text. */
export function changeFor({ by, value }: Pick<ErasureWish, "by" | "value">): (text: string) => string {
  return by === "subscription" ? () => erased : (text) => withoutText(text, value);
}
