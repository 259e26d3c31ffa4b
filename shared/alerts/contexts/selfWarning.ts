import { asText, textOf, textsIn } from "../reading/json.ts";
import type { ContextFamily } from "./contextFamily.ts";

/** Warnings of the bridge about itself: their text says what is wrong and what to do. */
export const selfWarning: ContextFamily = {
  family: "selfWarning",
  title: ({ context }) => textOf(context, "title") ?? "Azure Ticket Bridge needs somebody",
  facts({ context }, facts) {
    facts.add("Connection", asText(context["connection"]));
    facts.add("Since", asText(context["since"]));
    facts.add("Codes", textsIn(context["codes"]).join(", "));
  },
};
