/** Made-up ids that the bodies share. */
export const subscription = "0f3b6c52-7d1e-4a8f-9c24-5be1d07a9e63";
export const alertGuid = "7c2e91d4-58ab-4f06-b3d7-1e94a0c6f825";

export const alertIdOf = (guid: string): string =>
  `/subscriptions/${subscription}/providers/Microsoft.AlertsManagement/alerts/${guid}`;

/** In lower case, as targets mostly come. */
export const resource = (group: string, type: string, name: string): string =>
  `/subscriptions/${subscription}/resourcegroups/${group}/providers/${type}/${name}`;

export const orderVm = resource("rg-orders", "microsoft.compute/virtualmachines", "vm-orders-01");
export const workspace = resource("rg-monitoring", "microsoft.operationalinsights/workspaces", "log-contoso");
export const component = resource("rg-orders", "microsoft.insights/components", "appi-orders");
