/** The one connection that settings can describe. */
export const connectionName = "servicenow";
