/** Loads until the test lets it go on through standard input. */
import { once } from "node:events";
import { app } from "@azure/functions";

app.http("hello", { route: "hello", handler: () => ({ body: "hello" }) });
console.log("loading");
await once(process.stdin, "data");
process.stdin.destroy();
