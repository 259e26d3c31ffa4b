import { app } from "@azure/functions";
import { receiveAlert } from "../../functions/receiveAlert.ts";
import { acceptingBridge } from "./acceptingBridge.ts";

app.setup({ enableHttpStream: true });

/** The webhook as functions/endpoints/alerts.ts registers it, with a queue that has nothing to do. */
app.http("receiveAlert", {
  route: "api/alerts/{route?}",
  methods: ["POST"],
  authLevel: "function",
  handler: receiveAlert(acceptingBridge()),
});
