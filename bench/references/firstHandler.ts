import { app } from "@azure/functions";

app.setup({ enableHttpStream: true });

type CommonAlert = {
  readonly data: {
    readonly essentials: Readonly<
      Record<"alertId" | "alertRule" | "description" | "severity" | "monitorCondition", string>
    >;
  };
};

const instance = process.env["SINK_URL"] ?? "";
const authorization = `Basic ${Buffer.from("bench:bench").toString("base64")}`;

/** The handler that everybody writes first: create the incident, wait for ServiceNow, then answer Azure Monitor. */
app.http("firstHandler", {
  route: "api/alerts/{route?}",
  methods: ["POST"],
  authLevel: "function",
  handler: async (request) => {
    const { essentials } = ((await request.json()) as CommonAlert).data;
    const created = await fetch(`${instance}/api/now/table/incident`, {
      method: "POST",
      headers: { authorization, accept: "application/json", "content-type": "application/json" },
      body: JSON.stringify({
        short_description: `${essentials.alertRule} is ${essentials.monitorCondition}`,
        description: `${essentials.description}\n\n${JSON.stringify(essentials, null, 2)}`,
        urgency: essentials.severity === "Sev0" ? "1" : "2",
        correlation_id: essentials.alertId,
      }),
    });
    if (!created.ok) return { status: 503 };
    const { result } = (await created.json()) as { result: { number: string } };
    return { status: 202, jsonBody: { number: result.number } };
  },
});
