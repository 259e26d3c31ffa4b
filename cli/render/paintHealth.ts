import type { Colours } from "../../local/start/colours.ts";

/** How a connection's health is coloured wherever it is named. */
export function paintHealth(health: string, { green, red, yellow }: Colours): (text: string) => string {
  if (health === "healthy") return green;
  return health === "parked" ? red : yellow;
}
