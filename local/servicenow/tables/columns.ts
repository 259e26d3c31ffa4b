import type { Field } from "../platform/dictionary.ts";

type Extra = { readonly defaultValue?: string; readonly maxLength?: number };

/** Shorthand for the columns of our tables. 40 characters is what ServiceNow gives a text column by default. */
export const text = (label: string, maxLength = 40, extra: Extra = {}): Field => ({
  type: "string",
  label,
  maxLength,
  ...extra,
});
export const integer = (label: string, defaultValue?: string): Field => ({
  type: "integer",
  label,
  ...(defaultValue !== undefined && { defaultValue }),
});
export const flag = (label: string, defaultValue = "false"): Field => ({
  type: "boolean",
  label,
  defaultValue,
});
export const reference = (label: string, table: string): Field => ({
  type: "reference",
  label,
  reference: table,
});
export const moment = (label: string): Field => ({ type: "dateTime", label });
export const duration = (label: string): Field => ({ type: "duration", label });
export const journal = (label: string): Field => ({ type: "journal", label });
export const choice = (label: string, defaultValue?: string): Field => ({
  type: "string",
  label,
  maxLength: 40,
  choice: true,
  ...(defaultValue !== undefined && { defaultValue }),
});
export const numberChoice = (label: string, defaultValue?: string): Field => ({
  type: "integer",
  label,
  choice: true,
  ...(defaultValue !== undefined && { defaultValue }),
});
/** Which class a record belongs to; only tables that can be extended have it. */
export const className: Field = { type: "className", label: "Task type" };

/** Every record lives in the global domain here. */
export const domainColumns = {
  sys_domain: { ...reference("Domain", "sys_user_group"), defaultValue: "global" },
  sys_domain_path: text("Domain Path", 255, { defaultValue: "/" }),
} as const;
