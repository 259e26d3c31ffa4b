import type { LogEvent } from "../delivery/deliveryParts.ts";

/** One JSON line for each event. Names and fields are an API: dashboards read them. */
export const logLine: LogEvent = (event, fields) => {
  console.log(JSON.stringify({ event, ...fields }));
};
