import * as z from "zod";

import { bridgeConfigSchema } from "./bridgeConfig.ts";

/** For editors: name it in `bridge.json` as `"$schema"` and they complete and check what is typed. */
export function bridgeConfigJsonSchema(): object {
  return {
    ...z.toJSONSchema(bridgeConfigSchema, { io: "input" }),
    title: "Azure Ticket Bridge: bridge.json",
  };
}
