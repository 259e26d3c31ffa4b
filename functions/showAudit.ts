import type { HttpHandler } from "@azure/functions";

import type { Bridge } from "../shared/bridge.ts";
import { answering, json } from "./answering.ts";
import { pageOf } from "./pageOf.ts";

/** Who did what by hand, newest first; `?subject=` restricts to one thing. */
export function showAudit(bridge: () => Promise<Pick<Bridge, "audit">>): HttpHandler {
  return answering(async (request) => {
    const page = pageOf(request);
    const { audit } = await bridge();
    const { entries, continuation } = await audit({
      ...page,
      subject: request.query.get("subject") ?? undefined,
    });
    return json(200, { entries, continuation: continuation ?? null });
  });
}
