import type { ConnectionGrant } from "../connections/connection.ts";
import type { ExpiringThing } from "../connections/connectionSetup.ts";
import type { EndWarning } from "../connections/expiry.ts";

/** As people call it. */
export const thingNames: Readonly<Record<ExpiringThing, string>> = {
  refreshToken: "refresh token",
  clientSecret: "client secret",
  certificate: "certificate",
  password: "password",
};

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** "The refresh token of the connection contoso ends in 6 days". */
export function endTitle(connection: string, { of, endsUtc }: EndWarning, nowMs: number): string {
  return `The ${thingNames[of]} of the connection ${connection} ${whenItEnds(Date.parse(endsUtc) - nowMs)}`;
}

/** What happens at the end, and exactly what to do; one line each. */
export function endAdvice(
  connection: string,
  grant: ConnectionGrant["kind"],
  of: ExpiringThing,
): readonly string[] {
  return of === "refreshToken" ? refreshTokenAdvice(connection) : secretAdvice(connection, grant, of);
}

function refreshTokenAdvice(connection: string): readonly string[] {
  return [
    "ServiceNow does not prolong a refresh token by use. After its end the bridge gets no access any more: alerts are kept, and no ticket is made until somebody signs in.",
    `What to do: sign in once more as the integration user: npm run bridge -- connections authorize ${connection}`,
    "So that nobody has to do this again: use a grant that needs no person (client credentials, JWT bearer, or a managed identity of Microsoft Entra). docs/connect-servicenow.md says how.",
  ];
}

function secretAdvice(
  connection: string,
  grant: ConnectionGrant["kind"],
  of: Exclude<ExpiringThing, "refreshToken">,
): readonly string[] {
  const [make, withdraw] = rotations[of](grant);
  return [
    `After its end the bridge gets no access any more: alerts are kept, and no ticket is made until there is a new ${thingNames[of]}.`,
    `What to do, with overlap: 1. ${make} 2. Put it where the connection ${connection} takes it from (the secret store, or the app's settings), with its new date. 3. npm run bridge -- connections check ${connection} 4. ${withdraw}`,
    ...(of === "password" && grant !== "entra"
      ? [
          "So that no password can end: use a grant that needs none (client credentials, JWT bearer, or a managed identity of Microsoft Entra). docs/connect-servicenow.md says how.",
        ]
      : []),
  ];
}

/** How the new one is made while the old one is valid, and how the old one goes. */
const rotations: Readonly<
  Record<
    Exclude<ExpiringThing, "refreshToken">,
    (grant: ConnectionGrant["kind"]) => readonly [string, string]
  >
> = {
  clientSecret: (grant) =>
    grant === "entra"
      ? [
          "Add a second client secret to the app registration in Microsoft Entra.",
          "Delete the old secret from the app registration.",
        ]
      : [
          "ServiceNow keeps one secret for each OAuth client, so make a second client (System OAuth, Application Registry) with the same settings.",
          "Deactivate the old client.",
        ],
  certificate: () => [
    "Make a new key pair and add its certificate to the OAuth client in ServiceNow as a second verifier map with a key id of its own.",
    "Delete the old verifier map.",
  ],
  password: () => [
    "Set a new password for the integration user in ServiceNow, at a quiet moment: there are never two.",
    "Nothing is left to be withdrawn.",
  ],
};

function whenItEnds(leftMs: number): string {
  if (leftMs <= 0) return "has ended";
  if (leftMs >= 2 * dayMs) return `ends in ${Math.floor(leftMs / dayMs)} days`;
  if (leftMs >= 2 * hourMs) return `ends in ${Math.floor(leftMs / hourMs)} hours`;
  return "ends within two hours";
}
