import { describe, expect, it } from "vitest";
import { briefStack } from "../../../../local/host/briefStack.ts";
import type { LogLevel } from "../../../../local/host/coreTypes.ts";
import { formatLogLine, makeHostLog } from "../../../../local/host/hostLog.ts";

const levels = {
  default: "warning",
  Function: "information",
  "Function.deliver": "debug",
  Host: "none",
} as const;

describe("log levels of host.json", () => {
  it.each`
    category               | level            | isWritten
    ${"Other"}             | ${"information"} | ${false}
    ${"Other"}             | ${"warning"}     | ${true}
    ${"Functions.receive"} | ${"debug"}       | ${false}
    ${"Functions.receive"} | ${"information"} | ${true}
    ${"Functions.deliver"} | ${"debug"}       | ${true}
    ${"Host.Queues.work"}  | ${"critical"}    | ${false}
  `("$level of $category: $isWritten", (row: { category: string; level: LogLevel; isWritten: boolean }) => {
    const written: string[] = [];
    makeHostLog(({ message }) => void written.push(message), levels).write(row.level, row.category, "hello");
    expect(written).toEqual(row.isWritten ? ["hello"] : []);
  });
});

describe("a log line", () => {
  it("is one line, whatever was logged", () => {
    const line = {
      timeUtc: "2026-03-01T12:00:00.000Z",
      level: "error",
      category: "Functions.deliver",
    } as const;
    expect(formatLogLine({ ...line, message: "failed\r\n    at here\n" })).toBe(
      "2026-03-01T12:00:00.000Z [Error] Functions.deliver failed | at here",
    );
  });

  it("shows of a stack only what belongs to the app, and the cause", () => {
    const error = new Error("refused", { cause: new Error("no route") });
    error.stack = [
      "Error: refused",
      "    at deliver (/app/functions/deliver.ts:3:9)",
      "    at InvocationModel.invokeFunction (webpack://azure/functions/src/InvocationModel.ts:110:44)",
      "    at node:internal/process/task_queues:103:5",
    ].join("\n");
    expect(briefStack(error)).toBe(
      "Error: refused\n    at deliver (/app/functions/deliver.ts:3:9)\ncaused by no route",
    );
    expect(briefStack("just a text")).toBe("just a text");
  });
});
