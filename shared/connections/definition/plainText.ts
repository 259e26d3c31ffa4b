/** Names end in logs, in terminals and in forms, where a line break or an escape sequence would be somebody's own doing. */
export const noControls = /^\P{Cc}*$/u;

export const controls = { error: "must not contain line breaks or other control characters" };
