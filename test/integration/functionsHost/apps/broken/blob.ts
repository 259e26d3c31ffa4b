import { app } from "@azure/functions";

app.storageBlob("importFile", { path: "inbox/{name}", connection: "SAMPLE", handler: () => undefined });
