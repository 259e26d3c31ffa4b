import { app } from "@azure/functions";

app.http("hello", { route: "hello", handler: () => ({ body: "hello" }) });
app.http("throws", {
  route: "throws",
  handler: () => {
    throw new Error("somewhere in the bundle");
  },
});
app.http("lazy", {
  route: "lazy",
  handler: async () => {
    const { queueNameOf } = await import("./lazy.ts");
    return { body: queueNameOf("http://127.0.0.1:10001/devstoreaccount1/alerts") };
  },
});
