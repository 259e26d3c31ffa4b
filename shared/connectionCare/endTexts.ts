import type { ConnectionGrant } from "../connections/connection.ts";
import type { ExpiringThing } from "../connections/connectionSetup.ts";
import type { EndWarning } from "../connections/expiry.ts";
import { needsNobody } from "../connections/firstSetup.ts";

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
export function endAdvice(connection: string, grant: ConnectionGrant, of: ExpiringThing): readonly string[] {
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
  grant: ConnectionGrant,
  of: Exclude<ExpiringThing, "refreshToken">,
): readonly string[] {
  const { make, flags, andThen = [], withdraw } = rotationOf(of, grant);
  const steps = [
    make,
    `Give it to the connection: npm run bridge -- connections credentials ${connection} ${flags} (where settings or bridge.json describe the connection: change it there, and deploy).`,
    ...andThen.map((command) => `npm run bridge -- connections ${command} ${connection}`),
    `npm run bridge -- connections check ${connection}`,
    ...(withdraw === undefined ? [] : [withdraw]),
  ];
  return [
    `After its end the bridge gets no access any more: alerts are kept, and no ticket is made until there is a new ${thingNames[of]}.`,
    `What to do: ${steps.map((step, index) => `${index + 1}. ${step}`).join(" ")}`,
    ...(of === "password"
      ? [
          "So that no password can end: use a grant that needs none (client credentials, JWT bearer, or a managed identity of Microsoft Entra). docs/connect-servicenow.md says how.",
        ]
      : []),
  ];
}

/** From one to the next: both are good for a while, wherever the partner allows two. */
type Rotation = {
  readonly make: string;
  /** Of `connections credentials`, which asks for the secret itself. */
  readonly flags: string;
  /** Commands that have to follow before there is access again. */
  readonly andThen?: readonly string[];
  /** How the old one goes; undefined: it has gone already. */
  readonly withdraw?: string;
};

function rotationOf(of: Exclude<ExpiringThing, "refreshToken">, grant: ConnectionGrant): Rotation {
  switch (of) {
    case "clientSecret":
      return grant.kind === "entra" ? entraSecret : serviceNowClient(grant);
    case "certificate":
      return {
        make: "Make a new key pair and add its certificate to the OAuth client in ServiceNow as a second verifier map with a key id of its own.",
        flags: "--key-id NEW_KEY_ID --certificate-ends DATE",
        withdraw: "Delete the old verifier map.",
      };
    case "password":
      return {
        make: "Set a new password for the integration user in ServiceNow, at a quiet moment: there are never two.",
        flags: "--password-ends DATE",
      };
  }
}

const entraSecret: Rotation = {
  make: "Add a second client secret to the app registration in Microsoft Entra.",
  flags: "--secret-ends DATE",
  withdraw: "Delete the old secret from the app registration.",
};

/** What a person has got for the old client is no good for the new one. */
const serviceNowClient = (grant: ConnectionGrant): Rotation => ({
  make: "ServiceNow keeps one secret for each OAuth client, so make a second client (System OAuth, Application Registry) with the same settings.",
  flags: "--client-id NEW_CLIENT_ID --secret-ends DATE",
  andThen: needsNobody(grant) ? [] : ["authorize"],
  withdraw: "Deactivate the old client.",
});

function whenItEnds(leftMs: number): string {
  if (leftMs <= 0) return "has ended";
  if (leftMs >= 2 * dayMs) return `ends in ${Math.floor(leftMs / dayMs)} days`;
  if (leftMs >= 2 * hourMs) return `ends in ${Math.floor(leftMs / hourMs)} hours`;
  return "ends within two hours";
}
