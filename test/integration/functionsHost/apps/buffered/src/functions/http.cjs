const { app } = require("@azure/functions");

app.http("echo", {
  methods: ["POST"],
  handler: async (request, context) => {
    context.log("the password is s3cret");
    return {
      status: 202,
      jsonBody: { body: await request.text(), url: request.url, query: Object.fromEntries(request.query) },
      headers: { "x-sample": "yes" },
      cookies: [{ name: "a b", value: "c;d", path: "/", maxAge: 60, secure: true, sameSite: "Lax" }],
    };
  },
});
app.http("nothing", { handler: () => undefined });
app.http("throws", {
  handler: () => {
    throw new Error("broken on purpose");
  },
});
app.http("quiet", {
  handler: (_, context) => {
    context.log("unheard");
    context.warn("heard");
    return { body: process.env.FROM_FILE + "," + process.env.FROM_BOTH + "," + process.env.WEBSITE_HOSTNAME };
  },
});
