import https from "node:https";
import { syncBuiltinESMExports } from "node:module";

/**
 * Loaded before a functions process (`node --import`): for it, login.microsoftonline.com is the double of startEntra.ts at
 * ENTRA_PORT, whose certificate is ENTRA_CERTIFICATE. The SDK knows that host, so it asks nobody else about it.
 */
const port = Number(process.env["ENTRA_PORT"]);
const ca = process.env["ENTRA_CERTIFICATE"];
const entra = "login.microsoftonline.com";

const { request } = https;
Object.assign(https, {
  request: (options: https.RequestOptions, ...rest: readonly []) => {
    if (options.hostname !== entra) return request(options, ...rest);
    const headers = Object.assign({}, options.headers, { host: entra });
    return request(
      { ...options, hostname: "localhost", servername: "localhost", port, ca, headers },
      ...rest,
    );
  },
});
syncBuiltinESMExports();
