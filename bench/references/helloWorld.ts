import { app } from "@azure/functions";

app.setup({ enableHttpStream: true });

/** The function of every template: reads the body and answers. */
app.http("helloWorld", {
  route: "api/alerts/{route?}",
  methods: ["POST"],
  authLevel: "function",
  handler: async (request) => {
    const body = await request.text();
    return { status: 202, body: `Hello, ${String(body.length)}!` };
  },
});
