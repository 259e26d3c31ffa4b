import { describe, expect, it } from "vitest";
import { portalLinkToAlert, portalLinkToResource, webLink } from "../../../../shared/alerts/reading/link.ts";

describe("a link", () => {
  it.each([
    "https://portal.azure.com#@contoso/blade/x/scope/%7B%22resources%22%3A%5B%5D%7D",
    "http://runbooks.contoso.com/a?b=(c)&d='e'",
    "HTTPS://contoso.com/",
  ])("stays as sent: %s", (url) => {
    expect(webLink(url)).toBe(url);
  });

  it.each([
    ['https://contoso.com/a b"<c>', "https://contoso.com/a%20b%22%3Cc%3E"],
    ["https://contoso.com/\n\r\tx", "https://contoso.com/x"],
    ["https://contoso.com/ü", "https://contoso.com/%C3%BC"],
  ])("is encoded where it could break a text: %o", (url, safe) => {
    expect(webLink(url)).toBe(safe);
  });

  it.each([
    null,
    "",
    "contoso.com",
    "//contoso.com",
    "ftp://contoso.com",
    "javascript:alert(1)",
    " https://contoso.com",
    "https://",
    "https://portal.azure.com@evil.example",
    "https://user:pass@contoso.com",
    "https://[bad",
  ])("is none: %o", (url) => {
    expect(webLink(url)).toBeNull();
  });

  it("to the portal encodes the id", () => {
    expect(portalLinkToAlert("/subscriptions/x/alerts/y z")).toMatch(
      /alertId\/%2Fsubscriptions%2Fx%2Falerts%2Fy%20z$/,
    );
    expect(portalLinkToResource("/subscriptions/x/a?b#c")).toBe(
      "https://portal.azure.com/#resource/subscriptions/x/a%3Fb%23c",
    );
  });

  it("to the portal is none for an id that cannot be written", () => {
    expect(portalLinkToAlert("\ud800")).toBeNull();
    expect(portalLinkToResource("/subscriptions/\ud800")).toBeNull();
  });
});
