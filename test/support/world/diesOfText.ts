import { subscribe } from "node:diagnostics_channel";

/**
 * Loaded before the functions (`NODE_OPTIONS=--import=…`): the process dies, at once and every time, when it is about to
 * send a partner the text in DIES_OF. What a message that kills looks like to everything else: nothing of the bridge
 * knows of this.
 */
const text = process.env["DIES_OF"];

// https://undici.nodejs.org/#/docs/api/DiagnosticsChannel: undici:request:create
subscribe("undici:request:create", (message) => {
  const { request } = message as { readonly request: { readonly body?: unknown } };
  const sent = request.body instanceof Uint8Array ? Buffer.from(request.body).toString() : request.body;
  if (text === undefined || typeof sent !== "string" || !sent.includes(text)) return;
  process.kill(process.pid, "SIGKILL");
});
