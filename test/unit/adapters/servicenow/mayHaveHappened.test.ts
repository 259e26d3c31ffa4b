import { describe, expect, it } from "vitest";
import {
  mayHaveHappened,
  type ServiceNowCode,
} from "../../../../shared/adapters/servicenow/mayHaveHappened.ts";
import { transportFailure } from "../../../../shared/adapters/servicenow/transportFailure.ts";
import { serviceNowFailures } from "../../../../shared/failures/servicenowFailures.ts";
import { networkError } from "./scriptedInstance.ts";

const codes = Object.keys(serviceNowFailures) as ServiceNowCode[];

describe("a write that failed may have happened", () => {
  it("with these codes, and with no others", () => {
    expect(codes.filter((code) => mayHaveHappened(code, undefined))).toEqual([
      "SERVICENOW_TIMEOUT",
      "SERVICENOW_CONNECTION_LOST",
      "SERVICENOW_REPLY_CUT",
      "SERVICENOW_REPLY_TOO_LARGE",
      "SERVICENOW_TRANSACTION_CANCELLED",
      "SERVICENOW_SCRIPT_ERROR",
      "SERVICENOW_SERVER_ERROR",
      "SERVICENOW_UNAVAILABLE",
      "SERVICENOW_MAINTENANCE",
      "SERVICENOW_INSTANCE_RECLAIMED",
      "SERVICENOW_LOGIN_PAGE",
      "SERVICENOW_REDIRECTED",
      "SERVICENOW_REPLY_NOT_JSON",
    ]);
  });

  it.each([200, 201, 204, 302])("with %s and any code but that of a sleeping instance", (status) => {
    expect(codes.filter((code) => !mayHaveHappened(code, status))).toEqual(["SERVICENOW_HIBERNATING"]);
  });
});

describe("when no answer comes", () => {
  const socketError = (bytesWritten: number) =>
    Object.assign(networkError("UND_ERR_SOCKET", "other side closed"), { socket: { bytesWritten } });

  it.each([
    [
      networkError("ENOTFOUND", "getaddrinfo ENOTFOUND dev1.service-now.com"),
      "SERVICENOW_HOST_UNKNOWN",
      false,
    ],
    [networkError("EAI_AGAIN"), "SERVICENOW_UNREACHABLE", false],
    [networkError("ECONNREFUSED"), "SERVICENOW_UNREACHABLE", false],
    [networkError("EHOSTUNREACH"), "SERVICENOW_UNREACHABLE", false],
    [networkError("UND_ERR_CONNECT_TIMEOUT"), "SERVICENOW_UNREACHABLE", false],
    [networkError("CERT_HAS_EXPIRED", "certificate has expired"), "SERVICENOW_CERTIFICATE_INVALID", false],
    [networkError("DEPTH_ZERO_SELF_SIGNED_CERT"), "SERVICENOW_CERTIFICATE_INVALID", false],
    [networkError("ERR_TLS_CERT_ALTNAME_INVALID"), "SERVICENOW_CERTIFICATE_INVALID", false],
    [networkError("ERR_SSL_WRONG_VERSION_NUMBER"), "SERVICENOW_UNREACHABLE", false],
    [networkError("UND_ERR_RES_EXCEEDED_MAX_SIZE"), "SERVICENOW_REPLY_TOO_LARGE", true],
    [
      networkError(
        "ECONNRESET",
        "Client network socket disconnected before secure TLS connection was established",
      ),
      "SERVICENOW_UNREACHABLE",
      false,
    ],
    [socketError(0), "SERVICENOW_UNREACHABLE", false],
    [socketError(812), "SERVICENOW_CONNECTION_LOST", true],
    [networkError("ECONNRESET", "read ECONNRESET"), "SERVICENOW_CONNECTION_LOST", true],
    [networkError("EPIPE"), "SERVICENOW_CONNECTION_LOST", true],
    [networkError("UND_ERR_RES_CONTENT_LENGTH_MISMATCH"), "SERVICENOW_CONNECTION_LOST", true],
    [
      Object.assign(new Error("Response does not match HTTP/1.1"), { name: "HTTPParserError" }),
      "SERVICENOW_CONNECTION_LOST",
      true,
    ],
  ])("%s is %s, and a write may have happened: %s", (error, code, happened) => {
    const asWrite = transportFailure(error, { isWrite: true, timedOutAfterMs: undefined });
    expect(asWrite).toMatchObject({ code, mayHaveHappened: happened, cause: error });
    const asRead = transportFailure(error, { isWrite: false, timedOutAfterMs: undefined });
    expect(asRead).toMatchObject({ code, mayHaveHappened: false });
  });

  it("in time, a write may have happened", () => {
    const aborted = new DOMException("This operation was aborted", "AbortError");
    expect(transportFailure(aborted, { isWrite: true, timedOutAfterMs: 30_000 })).toMatchObject({
      code: "SERVICENOW_TIMEOUT",
      detail: "No whole answer within 30000 ms",
      mayHaveHappened: true,
    });
  });

  it("for a reason that is not the network's, it is a bug and stays one", () => {
    expect(
      transportFailure(new TypeError("x is not a function"), { isWrite: true, timedOutAfterMs: undefined }),
    ).toBe(undefined);
    expect(
      transportFailure(networkError("UND_ERR_INVALID_ARG"), { isWrite: true, timedOutAfterMs: undefined }),
    ).toBe(undefined);
  });
});
