import { app } from "@azure/functions";

app.timer("lastDay", { schedule: "0 0 0 L * *", handler: () => undefined });
