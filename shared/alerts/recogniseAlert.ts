import type { Alert, AlertSeverity, Recognition } from "./alert.ts";
import type { ContextFamily } from "./contexts/contextFamily.ts";
import { familyNamed, familyOf } from "./contexts/contextFamilies.ts";
import { describeAlert } from "./describeAlert.ts";
import { identityOf } from "./identity.ts";
import { openBody } from "./openBody.ts";
import { conditionBeganAtUtc, type AlertBody } from "./reading/alertBody.ts";
import { customPropertiesOf } from "./reading/customProperties.ts";
import { fieldOf } from "./reading/json.ts";
import { severityOf } from "./reading/severity.ts";
import { bodyShapes } from "./shapes/bodyShapes.ts";
import { isTestNotification } from "./testNotification.ts";
import { problemsOf } from "./unknownBody.ts";

/**
 * Understands any body that Azure Monitor posts: `body` is the parsed JSON, `receivedAtUtc` stands in where the body
 * has no time (ISO 8601, Z). Never throws; what it does not know is `unknown`, with problems a person can act on.
 */
export function recogniseAlert(body: unknown, receivedAtUtc: string): Recognition {
  const opened = openBody(body);
  if (opened !== null) {
    for (const shape of bodyShapes) {
      const read = shape(opened, receivedAtUtc);
      if (read !== null) return recognised(read);
    }
  }
  return { kind: "unknown", problems: problemsOf(body, opened) };
}

function recognised(body: AlertBody): Recognition {
  const family =
    body.family === undefined ? familyOf(body.context, body.monitoringService) : familyNamed(body.family);
  const isTest = isTestNotification(body);
  const alert: Alert = {
    shape: body.shape,
    family: family.family,
    monitoringService: body.monitoringService,
    identity: identityOf(body, family, isTest),
    // The service health test tells of a story that is over; whoever sends a test wants to see a ticket.
    condition: isTest ? body.condition : (family.condition?.(body) ?? body.condition),
    severity: severityFor(body, family),
    alertId: body.alertId,
    ruleName: body.ruleName,
    ruleId: body.ruleId,
    targetIds: distinctIds(family.targetIds?.(body), body.targetIds),
    configurationItems: family.configurationItems?.(body) ?? body.configurationItems,
    subscriptionId: body.subscriptionId,
    occurredAtUtc: family.occurredAtUtc?.(body) ?? conditionBeganAtUtc(body),
    customProperties: customPropertiesOf(
      body.customProperties,
      family.hasCustomPropertiesInContext === true ? fieldOf(body.context, "properties") : undefined,
    ),
    isTest,
  };
  return { kind: "recognised", alert, describe: () => describeAlert(body, family, alert) };
}

function severityFor(body: AlertBody, family: ContextFamily): AlertSeverity | null {
  return family.severity?.(body) ?? severityOf(body.severity);
}

/** Best first; the same id in another case is the same. */
function distinctIds(better: readonly string[] | undefined, others: readonly string[]): readonly string[] {
  if (better === undefined || better.length === 0) return others;
  const distinct: string[] = [];
  const inLowerCase = new Set<string>();
  for (const ids of [better, others]) {
    for (const id of ids) {
      // Conditions of one alert repeat the id letter by letter, mostly right after each other.
      if (id === distinct.at(-1)) continue;
      const lower = id.toLowerCase();
      if (inLowerCase.has(lower)) continue;
      inLowerCase.add(lower);
      distinct.push(id);
    }
  }
  return distinct;
}
