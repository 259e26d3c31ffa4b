import type { ApiReply } from "../http/apiReply.ts";
import { oneTimePasswordReply, unauthenticatedReply } from "../http/authenticate.ts";
import type { RowFault, RowResult } from "../importSets/rowResult.ts";
import { sysIdFor } from "../platform/sysId.ts";
import { errorBody, type Refusal, refusal } from "../records/refusal.ts";
import { faultPages } from "./faultPages.ts";
import type { FaultRule } from "./faultRules.ts";
import { rateLimitedReply } from "./rateLimit.ts";

/** What becomes of a call that a fault strikes. */
export type FaultEffect =
  /** Answered like this; nothing is done. */
  | { readonly kind: "answer"; readonly reply: ApiReply }
  /** Refused; in the language that the instance speaks. */
  | { readonly kind: "refuse"; readonly reason: Refusal }
  /** The record is refused: an answer of the Table API, a failed row of an import set. */
  | { readonly kind: "refuseRecord"; readonly reason: Refusal }
  /** Said of an import set's row. */
  | { readonly kind: "row"; readonly fault: RowFault }
  /** Done, but answered differently. */
  | { readonly kind: "answerAfterwards"; readonly alter: (reply: ApiReply) => ApiReply }
  | { readonly kind: "wait"; readonly when: "before" | "after"; readonly delayMs: number }
  | { readonly kind: "drop"; readonly when: "before" | "after" | "midReply" };

type Struck = {
  readonly rule: FaultRule;
  readonly method: string;
  readonly path: string;
  readonly nowMs: number;
};

const answer = (reply: ApiReply): FaultEffect => ({ kind: "answer", reply });
const refuse = (reason: Refusal): FaultEffect => ({ kind: "refuse", reason });
const row = (said: Pick<RowResult, "status" | "error_message" | "status_message">): FaultEffect => ({
  kind: "row",
  fault: { said },
});
const rowError = (message: string) => row({ status: "error", error_message: message });
const ignoredByScript = "Row transform ignored by onBefore script";
const refuseRecord = (reason: Refusal): FaultEffect => ({ kind: "refuseRecord", reason });
const afterwards = (alter: (reply: ApiReply) => ApiReply): FaultEffect => ({
  kind: "answerAfterwards",
  alter,
});

export function faultEffect({ rule, method, path, nowMs }: Struck): FaultEffect {
  const table = /\/table\/([a-z0-9_]+)/.exec(path)?.[1] ?? "incident";
  const delayMs = rule.delayMs ?? 5_000;
  switch (rule.kind) {
    case "unauthorized":
      return answer(path.includes("oauth") ? tokenRefused : unauthenticatedReply);
    case "mfaRequired":
      return answer(oneTimePasswordReply);
    case "invalidClient":
      return answer(tokenRefusal(401, "invalid_client"));
    case "invalidGrant":
      return answer(tokenRefusal(401, "invalid_grant"));
    case "unsupportedGrant":
      return answer(tokenRefusal(400, "unsupported_grant_type"));
    case "tokenMissing":
      return answer({ status: 200, body: { scope: "useraccount", token_type: "Bearer", expires_in: 1799 } });
    case "tokenErrorIn200":
      return answer({ ...tokenRefused, status: 200 });
    case "unscopedApi":
      return refuse(refusal.unscopedApi());
    case "scopeMissing":
      return refuse(refusal.scopeMissing());
    case "apiAcl":
      return refuse(refusal.apiAcl());
    case "webAccessDenied":
      return refuse(refusal.webAccessDenied(table));
    case "ipDenied":
      return answer(faultPages.ipDenied);
    case "proxyDenied":
      return answer(faultPages.proxyDenied);

    case "aclDenied":
      return refuseRecord(recordDenied(method));
    case "tableSecurity":
      return refuse(refusal.tableSecurity(table));
    case "queryDenied":
      return refuse(refusal.queryOfHiddenField());
    case "businessRuleAbort": {
      const name = rule.ruleName ?? "Example rule";
      return refuseRecord(refusal.businessRule(table, name, sysIdFor("sys_script", name)));
    }
    case "dataPolicy":
      return refuseRecord(refusal.dataPolicy(rule.fields ?? ["Caller"]));
    case "invalidTable":
      return refuse(refusal.invalidTable(table));
    case "recordMissing":
      return refuse(refusal.noRecord());
    case "tooLarge":
      return refuse(refusal.tooLarge(15_105_102, 10_485_760));
    case "malformed":
      return refuse(refusal.unreadableBody("1f2dc1f"));
    case "unknownUri":
      return refuse(refusal.unknownUri());
    case "methodNotAllowed":
      return refuse(refusal.methodNotAllowed());
    case "notAcceptable":
      return refuse(refusal.notAcceptable());
    case "contentType":
      return refuse(refusal.contentType());

    case "rateLimit":
      return answer(rateLimitedReply(rule, nowMs));
    case "semaphore":
      return answer({
        status: 429,
        bodyText: "Too Many Requests",
        headers: { "Content-Type": "text/plain" },
      });
    case "requestTimeout":
      return answer(faultPages.requestTimeout);
    case "transactionCancelled":
      return refuse(refusal.transactionCancelled());
    case "scriptError":
      return refuse(refusal.scriptFailed());
    case "serverError":
      return answer(faultPages.serverError);
    case "restarting":
      return answer(faultPages.restarting);
    case "unavailable":
      return answer(faultPages.unavailable);
    case "gatewayTimeout":
      return answer(faultPages.gatewayTimeout);
    case "maintenancePage":
      return answer(faultPages.maintenance);
    case "hibernating":
      return answer(faultPages.hibernating);
    case "badGateway":
      return answer(faultPages.reclaimed);

    case "loginPage":
      return answer(faultPages.login);
    case "loginRedirect":
      return answer(faultPages.loginRedirect);
    case "strangePage":
      return answer(faultPages.strange);
    case "redirected":
      return answer(faultPages.redirected);
    case "hugeReply":
      return afterwards((reply) => ({ ...reply, body: { ...reply.body, padding: "x".repeat(hugeBytes) } }));
    case "policyDenied":
      return refuse(refusal.policyDenied());
    case "emptyReply":
      return afterwards(({ body: _body, ...reply }) => ({ ...reply, bodyText: "" }));
    case "noResult":
      return afterwards((reply) => ({ ...reply, body: { status: "success" } }));
    case "truncatedReply":
      return afterwards(truncated);
    case "partialResult":
      return afterwards((reply) => ({
        ...reply,
        status: 200,
        body: { ...reply.body, ...errorBody(refusal.transactionCancelled()) },
      }));
    case "commitThenError":
      return afterwards(failedWith(refusal.transactionCancelled()));
    case "commitThenScriptError":
      return afterwards(failedWith(refusal.scriptFailed()));

    case "rowTargetMissing":
      return rowError("Target record not found");
    case "rowIgnored":
      return row({ status: "ignored", status_message: ignoredByScript });
    case "rowRefusedByScript":
      return row({
        status: "error",
        error_message: "Target record not found",
        status_message: ignoredByScript,
      });
    case "rowSkipped":
      return row({ status: "skipped" });
    case "rowTableInvalid":
      return rowError("Invalid table");
    case "rowStagingInvalid":
      return rowError("Invalid staging table");
    case "rowFailed":
      return rowError("Unable to format 2026-13-41 using format string yyyy-MM-dd");
    case "rowOdd":
      return row({ status: "quarantined" });
    case "secondMapFails":
      return {
        kind: "row",
        fault: { said: { status: "error", error_message: "Invalid table" }, isSecondMap: true },
      };

    case "commitThenDrop":
      return { kind: "drop", when: "after" };
    case "cutConnection":
      return { kind: "drop", when: "midReply" };
    case "reset":
      return { kind: "drop", when: "before" };
    case "slow":
      return { kind: "wait", when: "before", delayMs };
    case "commitSlow":
      return { kind: "wait", when: "after", delayMs };
    default:
      return rule.kind satisfies never;
  }
}

function recordDenied(method: string): Refusal {
  if (method === "POST") return refusal.insertDenied();
  return method === "DELETE" ? refusal.deleteDenied() : refusal.updateDenied();
}

/** RFC 6749 has these words; ServiceNow rarely uses them. */
function tokenRefusal(status: number, error: string): ApiReply {
  return { status, body: { error_description: "access_denied", error } };
}

const tokenRefused = tokenRefusal(401, "server_error");

const hugeBytes = 9 * 1024 * 1024;

function failedWith(reason: Refusal): (reply: ApiReply) => ApiReply {
  return (reply) => ({ ...reply, status: reason.status, body: errorBody(reason) });
}

/** Cut inside of the JSON, but with a proper end of the transfer: only parsing shows it. */
function truncated(reply: ApiReply): ApiReply {
  const text = JSON.stringify(reply.body ?? { result: {} });
  return { ...reply, bodyText: text.slice(0, Math.ceil(text.length / 2)) };
}
