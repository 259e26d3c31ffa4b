import { type Connection, defaultRefreshTokenLifespanMs } from "../../../shared/connections/connection.ts";

/** The moment at which all pictures are taken. */
export const pictureUtc = "2026-11-02T09:00:00.000Z";

export const contosoClientId = "7d3c5e1f9a2b4c6d8e0f1a2b3c4d5e6f";
export const redirectUri = "https://bridge.contoso.example/api/connections/contoso/authorized";

/** The connection of all pictures. */
export const contosoConnection: Connection = {
  name: "contoso",
  partner: "servicenow",
  instanceUrl: "https://contoso.service-now.com",
  allowedHosts: [],
  grant: {
    kind: "authorizationCode",
    clientId: contosoClientId,
    clientSecret: { from: "store", name: "contoso--client-secret" },
  },
  integrationUser: "bridge.integration",
  synchronise: ["incident"],
  daysBack: 30,
  createMissingCi: false,
  ticketStates: {},
  importSetTable: null,
  refreshTokenLifespanMs: defaultRefreshTokenLifespanMs,
  endsUtc: { clientSecret: null, certificate: null, password: null },
  source: "stored",
};
