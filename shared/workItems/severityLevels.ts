import type { SeverityLevels } from "../routing/route.ts";

/**
 * Impact and urgency where a route names none. Only these two are sent: ServiceNow computes the priority from them
 * and overwrites whatever a client says. With its own lookup table (1/1 → 1, 2/1 → 2, 2/2 → 3, 3/2 → 4, 3/3 → 5) Sev0 to
 * Sev4 become priorities 1 to 5.
 *
 * Sev1 is urgent, but the alert of one rule does not prove a wide impact: hence 2/1 and not 1/2. Alerts without a
 * severity (budgets, legacy activity logs) get priority 4, like an informational one.
 */
export const defaultSeverityLevels: SeverityLevels = {
  "0": { impact: 1, urgency: 1 },
  "1": { impact: 2, urgency: 1 },
  "2": { impact: 2, urgency: 2 },
  "3": { impact: 3, urgency: 2 },
  "4": { impact: 3, urgency: 3 },
  none: { impact: 3, urgency: 2 },
};
