import type { ApiReply } from "../http/apiReply.ts";

/** The platform says the same about nearly every failure; only its own log tells them apart. */
export const refused = (why: string): ApiReply => ({
  status: 401,
  body: { error_description: "access_denied", error: "server_error" },
  note: `Exception on token flow - ${why}`,
});
