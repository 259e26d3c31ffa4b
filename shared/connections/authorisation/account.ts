/** Whom an instance takes the bridge for. */
export type Account = { readonly userName: string; readonly sysId: string };
