import { describe, expect, it } from "vitest";
import {
  checkInstanceUrl,
  isDeveloperInstance,
} from "../../../../shared/adapters/servicenow/checkInstanceUrl.ts";
import { BridgeError } from "../../../../shared/failures/bridgeError.ts";

const allowed = ["itsm.contoso.com", "itsm.fabrikam.com:8443"];

describe("an instance URL is allowed", () => {
  it.each([
    "https://contoso.service-now.com",
    "https://contoso.service-now.com/",
    "https://CONTOSO.Service-Now.com",
    "https://contoso.servicenowservices.com",
    "https://itsm.contoso.com",
    "https://itsm.fabrikam.com:8443",
    "http://127.0.0.1:8080",
    "http://localhost:8080",
    "http://[::1]:8080",
    "https://localhost:8443",
  ])("%s", (url) => {
    expect(checkInstanceUrl(url, allowed).origin).toBe(new URL(url).origin);
  });
});

describe("an instance URL is refused", () => {
  it.each([
    ["contoso.service-now.com", "not a URL"],
    ["http://contoso.service-now.com", "https://"],
    ["ftp://contoso.service-now.com", "https://"],
    ["http://localhost.contoso.com", "https://"],
    ["http://128.0.0.1", "https://"],
    ["https://contoso.service-now.com.fabrikam.com", "not a ServiceNow instance"],
    ["https://notservice-now.com", "not a ServiceNow instance"],
    ["https://service-now.com", "the instance's name is missing"],
    ["https://contoso.service-now.com:8443", "not a ServiceNow instance"],
    ["https://contoso.service-now.com.", "not a ServiceNow instance"],
    ["https://itsm.contoso.com:8443", "not a ServiceNow instance"],
    ["https://sub.itsm.contoso.com", "allow-list"],
    ["https://contoso.servicenow.com", "contoso.service-now.com"],
    ["https://user:secret@contoso.service-now.com", "must not carry credentials"],
    ["https://contoso.service-now.com/nav_to.do", "only the host"],
    ["https://contoso.service-now.com/?x=1", "only the host"],
    ["https://169.254.169.254", "not a ServiceNow instance"],
  ])("%s", (url, because) => {
    const check = () => checkInstanceUrl(url, allowed);
    expect(check).toThrow(BridgeError);
    expect(check).toThrow(because);
    expect(check).not.toThrow("secret");
  });
});

it.each([
  ["https://dev12345.service-now.com", true],
  ["http://127.0.0.1:8080", true],
  ["https://contoso.service-now.com", false],
  ["https://developers.service-now.com", false],
])("%s is a developer instance: %s", (url, expected) => {
  expect(isDeveloperInstance(new URL(url))).toBe(expected);
});
