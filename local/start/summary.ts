import type { WorldPlan } from "../settings/effectiveSettings.ts";
import type { Colours } from "./colours.ts";
import type { Addresses } from "./world.ts";

type SummaryInput = {
  readonly addresses: Addresses;
  readonly plan: WorldPlan;
  readonly settingsFile: string;
  readonly isSettingsFileNew: boolean;
  /** Whether it has just got the key under which secrets are kept. */
  readonly hasNewKey: boolean;
  readonly dataFolder: string;
  readonly logFolder: string;
};

/** What a person wants to know once everything runs: where it is, how to sign in, what to try. */
export function describeWorld(input: SummaryInput, colours: Colours): string {
  const { addresses, plan } = input;
  const { bold, dim } = colours;
  const rows: (readonly [string, string])[] = [
    ["Alerts go to", bold(`${addresses.functionsUrl}/api/alerts`)],
    ...(addresses.sandboxUrl === undefined
      ? [["ServiceNow", `${plan.instanceUrl} ${dim("(from the settings; no sandbox was started)")}`] as const]
      : [
          ["ServiceNow sandbox", bold(addresses.sandboxUrl)] as const,
          ["  integration user", `${plan.userName}   password ${plan.password}`] as const,
          ["  OAuth client", `${plan.clientId}   secret ${plan.clientSecret}`] as const,
        ]),
    [
      "Storage",
      addresses.storageConnection === undefined
        ? `a storage account ${dim("(from the settings; Azurite was not started)")}`
        : `Azurite on ports ${portsOf(addresses.storageConnection).join(", ")}`,
    ],
    ["Settings", `${input.settingsFile}${settingsNews(input, dim)}`],
    ["Data, logs", `${input.dataFolder}, ${input.logFolder}`],
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  const tries = [
    ["npm run bridge -- send metric", "an alert fires"],
    ["npm run bridge -- send metric --resolved", "and is over"],
    ["npm run bridge -- tickets", "what has become of them"],
    ["npm run bridge -- status", "how ServiceNow is doing"],
    ["npm run bridge -- connections check servicenow", "whether everything is as it is needed"],
    ["npm run bridge -- connections add", "connect an instance, or the sandbox once more"],
    ...(addresses.sandboxUrl === undefined
      ? []
      : [
          [
            `${addresses.sandboxUrl}/sandbox`,
            "make it fail: choose a fault, then send another alert",
          ] as const,
        ]),
    ["npm run bridge -- dead-letters", "what waits for a person, why, and what to do"],
    ["npm run bridge -- dead-letters replay --help", "send it again, with a rehearsal first"],
  ] as const;
  const tryWidth = Math.max(...tries.map(([command]) => command.length));
  return [
    "",
    ...rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`),
    "",
    "Try",
    ...tries.map(([command, what]) => `  ${command.padEnd(tryWidth)}  ${dim(what)}`),
    "",
    dim("Ctrl-C stops everything."),
    "",
  ].join("\n");
}

function portsOf(connection: string): readonly string[] {
  return [...connection.matchAll(/(?:Blob|Queue|Table)Endpoint=https?:\/\/[^:/;]+:(\d+)/g)].map(
    (match) => match[1] ?? "",
  );
}

function settingsNews({ isSettingsFileNew, hasNewKey }: SummaryInput, dim: Colours["dim"]): string {
  if (isSettingsFileNew) return ` ${dim("(new)")}`;
  return hasNewKey ? ` ${dim("(BRIDGE_SECRET_KEY was added: the key for secrets that it keeps)")}` : "";
}
