import { messageOf } from "./hostError.ts";

const machinery =
  /node:internal|[\\/]node_modules[\\/]|webpack:\/\/|[\\/]local[\\/]host[\\/]|\(<anonymous>\)/;

/** An error with the frames of the app's own code only, which is what its author looks for. */
export function briefStack(error: unknown): string {
  if (!(error instanceof Error) || error.stack === undefined) return messageOf(error);
  const lines = error.stack.split("\n").filter((line) => !/^\s+at /.test(line) || !machinery.test(line));
  const cause = error.cause === undefined ? "" : `\ncaused by ${messageOf(error.cause)}`;
  return lines.join("\n") + cause;
}
