/** HTTP functions with streaming: what an app can see of a request, given back to the test as JSON. */
import { createHash } from "node:crypto";
import { app, type HttpRequest, type InvocationContext } from "@azure/functions";

app.setup({ enableHttpStream: true });

const describeRequest = async (request: HttpRequest, context: InvocationContext) => {
  const body = Buffer.from(await request.arrayBuffer());
  return {
    jsonBody: {
      function: context.functionName,
      invocationId: context.invocationId,
      traceParent: context.traceContext?.traceParent,
      method: request.method,
      url: request.url,
      params: request.params,
      query: Object.fromEntries(request.query),
      headers: Object.fromEntries(request.headers),
      bytes: body.length,
      sha256: createHash("sha256").update(body).digest("hex"),
    },
  };
};

app.http("alerts", { route: "api/alerts/{route?}", methods: ["POST"], handler: describeRequest });
app.http("fixed", { route: "api/alerts/fixed", methods: ["POST"], handler: describeRequest });
app.http("item", { route: "api/items/{id:int}", methods: ["GET"], handler: describeRequest });
app.http("portal", { route: "{*rest}", methods: ["GET"], handler: describeRequest });
app.http("secret", { route: "api/secret", authLevel: "function", handler: describeRequest });
app.http("administer", { route: "api/administer", authLevel: "admin", handler: describeRequest });

app.http("throws", {
  route: "api/throws",
  methods: ["POST"],
  handler: () => {
    throw new Error("no answer from this one");
  },
});

app.http("trickle", {
  route: "api/trickle",
  methods: ["GET"],
  handler: () => ({
    headers: { "content-type": "text/plain" },
    cookies: [{ name: "seen", value: "yes", httpOnly: true }],
    body: new ReadableStream<Uint8Array>({
      async start(controller) {
        for (const part of ["one", "two", "three"]) {
          controller.enqueue(Buffer.from(part));
          await new Promise((resolve) => setImmediate(resolve));
        }
        controller.close();
      },
    }),
  }),
});

app.http("reads", {
  route: "api/reads",
  methods: ["POST"],
  handler: async (request, context) => {
    context.log("reading");
    try {
      return { jsonBody: { bytes: (await request.arrayBuffer()).byteLength } };
    } catch (error) {
      context.log(`the body broke off: ${error instanceof Error ? error.name : "?"}`);
      throw error;
    }
  },
});
