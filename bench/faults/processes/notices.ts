/** What a ticket is made of, whoever brought the alert. */
export type Notice = {
  readonly isResolved: boolean;
  /** The last part of Azure's id: the whole is longer than ServiceNow's `correlation_id`. */
  readonly alertId: string;
  readonly title: string;
  readonly text: string;
};

type Essentials = Readonly<Record<"alertId" | "alertRule" | "description" | "monitorCondition", string>>;

/** Of a body as Azure Monitor posts it; undefined if it is none. */
export function noticesOf(body: unknown): readonly Notice[] | undefined {
  const essentials = (body as { readonly data?: { readonly essentials: Essentials } }).data?.essentials;
  if (essentials === undefined) return undefined;
  return [
    {
      isResolved: essentials.monitorCondition === "Resolved",
      alertId: essentials.alertId.split("/").at(-1) ?? "",
      title: essentials.alertRule,
      text: essentials.description,
    },
  ];
}

type AlertmanagerAlert = {
  readonly status: "firing" | "resolved";
  readonly labels: Readonly<Record<"alertname" | "alert_id", string>>;
  readonly annotations: Readonly<Record<"description", string>>;
};

/** Of a body as Alertmanager posts it to a webhook. */
export function alertmanagerNoticesOf(body: unknown): readonly Notice[] {
  const { alerts } = body as { readonly alerts: readonly AlertmanagerAlert[] };
  return alerts.map(({ status, labels, annotations }) => ({
    isResolved: status === "resolved",
    alertId: labels.alert_id,
    title: labels.alertname,
    text: annotations.description,
  }));
}

/** An alert of Azure Monitor as Alertmanager takes it. One that has not resolved does not end by itself. */
export function toAlertmanagerAlert({ isResolved, alertId, title, text }: Notice, nowMs: number): object {
  const dayMs = 86_400_000;
  return {
    labels: { alertname: title, alert_id: alertId },
    annotations: { description: text },
    startsAt: new Date(nowMs - dayMs).toISOString(),
    endsAt: new Date(isResolved ? nowMs : nowMs + dayMs).toISOString(),
  };
}
