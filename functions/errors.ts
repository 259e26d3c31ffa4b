import type { HttpHandler } from "@azure/functions";

import { BridgeError } from "../shared/failures/bridgeError.ts";
import { answering, json } from "./answering.ts";

/** The whole catalogue. Read when it is asked for: no alert waits for these texts. */
export function listErrors(): HttpHandler {
  return answering(async () => {
    const { explainAll } = await import("../shared/failures/explainFailure.ts");
    return json(200, { errors: explainAll() });
  });
}

export function showError(): HttpHandler {
  return answering(async (request) => {
    const code = (request.params["code"] ?? "").toUpperCase();
    const { explainFailure } = await import("../shared/failures/explainFailure.ts");
    const { isErrorCode } = await import("../shared/failures/failureView.ts");
    if (!isErrorCode(code)) throw new BridgeError("NOT_FOUND", `No failure has the code "${code}"`);
    return json(200, explainFailure(code));
  });
}
