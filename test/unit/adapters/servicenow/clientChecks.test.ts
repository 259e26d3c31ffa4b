import { describe, expect, it } from "vitest";

import { judgeRedirect } from "../../../../shared/adapters/servicenow/check/clientChecks.ts";
import { redirectUriOf } from "../../../../shared/connections/authorisation/publicAddress.ts";

describe("where the OAuth client sends people back to", () => {
  it.each([
    ["a bridge of its own", "https://bridge.contoso.example"],
    ["a bridge beneath a path", "https://apps.contoso.example/tickets"],
  ])("takes the very address that the bridge asks for: %s", (_, publicUrl) => {
    const redirectUrl = `https://other.fabrikam.example/a, ${redirectUriOf(publicUrl, "contoso")}`;
    expect(judgeRedirect({ redirect_url: redirectUrl }, "contoso")).toMatchObject({ status: "ok" });
  });

  it("compares the whole address where somebody has said how browsers reach the bridge", () => {
    const publicUrl = "https://bridge.contoso.example";
    const right = redirectUriOf(publicUrl, "contoso");
    const other = redirectUriOf("https://former.contoso.example", "contoso");
    expect(judgeRedirect({ redirect_url: `${other},${right}` }, "contoso", publicUrl)).toMatchObject({
      status: "ok",
    });
    const finding = judgeRedirect({ redirect_url: other }, "contoso", publicUrl);
    expect(finding).toMatchObject({ status: "failed", detail: `none of its redirect URLs is ${right}` });
    expect(finding.fix).toContain(right);
  });

  it.each([
    ["none at all", ""],
    ["one of another connection", redirectUriOf("https://bridge.contoso.example", "fabrikam")],
    ["one of another page", "https://bridge.contoso.example/api/connections/contoso/authorize"],
  ])("refuses %s, and says what is missing", (_, redirectUrl) => {
    const finding = judgeRedirect({ redirect_url: redirectUrl }, "contoso");
    expect(finding).toMatchObject({ status: "failed", code: "SERVICENOW_CLIENT_UNSUITED" });
    expect(finding.fix).toContain("/api/connections/contoso/authorized");
  });
});
