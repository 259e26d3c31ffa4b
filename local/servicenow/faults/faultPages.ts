import type { ApiReply } from "../http/apiReply.ts";

/** Pages that come where data is expected. Only titles and key phrases are attested; clients recognise them by these. */
const page = (status: number, html: string, headers: ApiReply["headers"] = {}): ApiReply => ({
  status,
  html,
  headers,
});
const brief = (text: string) => `<html><body>${text}</body></html>`;

export const faultPages = {
  /** Of a load balancer that finds nothing behind it. */
  reclaimed: page(502, brief("502"), { Server: "snow_adc", "Content-Type": "text/html" }),
  restarting: page(502, brief("502 Bad Gateway")),
  unavailable: page(503, brief("503 Service Unavailable")),
  gatewayTimeout: page(504, brief("504 Gateway Time-out")),
  requestTimeout: page(408, brief("408 Request Time-out")),
  serverError: page(500, brief("Internal Server Error")),
  ipDenied: page(403, brief("Access restricted"), { "Content-Type": "text/html" }),
  strange: page(200, brief("Welcome to Contoso"), { Server: "nginx" }),
  proxyDenied: page(403, brief("Blocked by the web filter of Contoso"), { Server: "Contoso-Proxy" }),
  redirected: page(301, "", { Location: "https://contoso-new.service-now.com/" }),
  maintenance: page(
    503,
    "<html><head><title>Maintenance</title></head><body>This instance is under maintenance.</body></html>",
  ),
  hibernating: page(
    200,
    "<html><head><title> Instance Hibernating page </title></head><body>Your instance is hibernating. " +
      "Want to find out why instances hibernate? Hibernating Instance</body></html>",
  ),
  login: page(
    200,
    "<html><head><title>Log in | ServiceNow</title></head><body>" +
      '<form action="login.do" method="post"><input name="user_name">' +
      '<input name="user_password" type="password"></form></body></html>',
  ),
  loginRedirect: page(302, "", { Location: "/login_with_sso.do?glide_sso_id=0123456789abcdef" }),
} as const satisfies Record<string, ApiReply>;
