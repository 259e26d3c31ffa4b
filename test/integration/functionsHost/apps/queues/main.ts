/** Queue functions that do what their message asks for and say so in one log line. */
import { app, output, type InvocationContext } from "@azure/functions";

type Order = { readonly id: string; readonly do: "succeed" | "fail" | "die" | "hang" | "slow" };

let running = 0;

async function work(message: unknown, context: InvocationContext): Promise<void> {
  const { id, do: what } = message as Order;
  running += 1;
  const { dequeueCount, insertionTime, queueTrigger } = context.triggerMetadata ?? {};
  const isWhole =
    JSON.stringify(queueTrigger) === JSON.stringify(message) &&
    !Number.isNaN(Date.parse(String(insertionTime)));
  context.log(`start ${id} #${String(dequeueCount)} running ${running} ${isWhole ? "whole" : "torn"}`);
  try {
    if (what === "fail") throw new Error(`refused ${id}`);
    if (what === "die") process.kill(process.pid, "SIGKILL");
    if (what === "hang") await new Promise((resolve) => setTimeout(resolve, 60_000).unref());
    if (what === "slow") await new Promise((resolve) => setTimeout(resolve, 1_500));
    context.log(`end ${id}`);
  } finally {
    running -= 1;
  }
}

app.storageQueue("work", { queueName: "%WORK_QUEUE%", connection: "SAMPLE", handler: work });

app.storageQueue("poisoned", {
  queueName: "%WORK_QUEUE%-poison",
  connection: "SAMPLE",
  handler: (message, context) => {
    context.log(`poisoned ${typeof message === "string" ? message : (message as Order).id}`);
  },
});

const orders = output.storageQueue({ queueName: "%WORK_QUEUE%", connection: "SAMPLE" });
app.http("send", {
  route: "send",
  methods: ["POST"],
  extraOutputs: [orders],
  handler: async (request, context) => {
    context.extraOutputs.set(orders, (await request.json()) as unknown[]);
    return { status: 202 };
  },
});
