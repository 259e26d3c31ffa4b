import { propertiesOf } from "./contexts/activityLog/event.ts";
import { dataOf } from "./contexts/budget.ts";
import type { AlertBody } from "./reading/alertBody.ts";
import { lastSegmentOf } from "./reading/armId.ts";
import { textOf } from "./reading/json.ts";

/** Last segments of the ids in the bodies of "Test action group". No real alert has one of them. */
const testIds = new Set([
  "12345678-1234-1234-1234-1234567890ab",
  "1234abcd5678efgh1234abcd5678efgh1234abcd5678efgh1234abcd5678efgh",
  "eeeeeeee-4444-5555-6666-ffffffffffff",
  "bbbbbbbb-bbbb-bbbb-bbbb-bbbbbbbbbbbb",
]);

/** Ids that are no alert's: the activity log test carries a rule's id, the budget test a fixed name. */
const testIdEndings = [
  "/microsoft.insights/activitylogalerts/test_alert",
  "/microsoft.costmanagement/alerts/test_alert",
];

/** The subscription of the made-up legacy bodies, which carry no alert id; Azure gives it to nobody. */
const testSubscription = "11111111-1111-1111-1111-111111111111";

/**
 * Whether the body is a portal's or CLI's test of an action group. Azure does not say so; what it has are fixed ids and
 * a made-up subscription. A name alone ("test-something") is never enough: real rules may be called that.
 */
export function isTestNotification(body: AlertBody): boolean {
  if (body.alertId !== null && isTestId(body.alertId)) return true;
  if (body.shape === "commonAlertSchema" || body.shape === "armAlert") return isSynthetic(body);
  return isSynthetic(body) || (body.subscriptionId === testSubscription && hasTestName(body));
}

function isTestId(id: string): boolean {
  const last = lastSegmentOf(id).toLowerCase();
  if (last !== "test_alert") return testIds.has(last);
  const lower = id.toLowerCase();
  return testIdEndings.some((ending) => lower.endsWith(ending));
}

/** Service health tests mark themselves; the test's tracking id is fixed, too. */
function isSynthetic(body: AlertBody): boolean {
  // Most bodies are metric alerts, which have no event properties.
  if (body.context["condition"] !== undefined) return false;
  const properties = propertiesOf(body);
  return (
    textOf(properties, "isSynthetic")?.toLowerCase() === "true" ||
    textOf(properties, "trackingId") === "TEST-TTT"
  );
}

function hasTestName(body: AlertBody): boolean {
  const names = [
    body.ruleName,
    textOf(dataOf(body.context), "BudgetName"),
    textOf(body.context, "resourceGroupName"),
  ];
  return names.some((name) => name !== null && /^test[-_]/i.test(name));
}
