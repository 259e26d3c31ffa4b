import { readFileSync } from "node:fs";
import * as z from "zod";
import { HostError } from "./hostError.ts";
import { parseJsonFile } from "./parseJsonFile.ts";
import { parseTimeSpan } from "./timeSpan.ts";

const timeSpan = z.string().transform((text, context) => {
  const ms = parseTimeSpan(text);
  if (ms !== undefined) return ms;
  context.addIssue(`"${text}" is not a time span such as 00:00:30`);
  return z.NEVER;
});

const lowerCase = z.string().transform((text) => text.toLowerCase());
const level = lowerCase.pipe(
  z.enum(["trace", "debug", "information", "warning", "error", "critical", "none"]),
);

/** Defaults are the real host's; "forever" for functionTimeout is spelled -1 there. */
const HostJson = z.object({
  functionTimeout: z.union([z.literal("-1"), timeSpan]).default(30 * 60_000),
  logging: z.object({ logLevel: z.record(z.string(), level).default({}) }).default({ logLevel: {} }),
  extensions: z
    .object({
      http: z.object({ routePrefix: z.string().default("api") }).prefault({}),
      queues: z
        .object({
          batchSize: z.int().min(1).max(32).default(16),
          newBatchThreshold: z.int().min(0).optional(),
          maxDequeueCount: z.int().min(1).default(5),
          visibilityTimeout: timeSpan.default(0),
          maxPollingInterval: timeSpan.default(60_000),
          messageEncoding: lowerCase.pipe(z.enum(["base64", "none"])).default("base64"),
        })
        .prefault({}),
    })
    .prefault({}),
});

/** What this host takes from host.json; everything else in the file is left to the real one. */
export type HostOptions = {
  /** `undefined`: no limit. */
  readonly functionTimeoutMs: number | undefined;
  readonly routePrefix: string;
  readonly logLevels: z.infer<typeof HostJson>["logging"]["logLevel"];
  readonly queues: {
    readonly batchSize: number;
    readonly newBatchThreshold: number;
    readonly maxDequeueCount: number;
    readonly visibilityTimeoutMs: number;
    readonly maxPollingIntervalMs: number;
    readonly messageEncoding: "base64" | "none";
  };
};

/** Throws HostError with every complaint and its path. `file` is only named in messages. */
export function parseHostJson(value: unknown, file = "host.json"): HostOptions {
  const parsed = HostJson.safeParse(value);
  if (!parsed.success) {
    const complaints = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new HostError(`${file} is not usable: ${complaints.join("; ")}`);
  }
  const { functionTimeout, logging, extensions } = parsed.data;
  const { queues } = extensions;
  return {
    functionTimeoutMs: functionTimeout === "-1" ? undefined : functionTimeout,
    routePrefix: extensions.http.routePrefix.replace(/^\/+|\/+$/g, ""),
    logLevels: logging.logLevel,
    queues: {
      batchSize: queues.batchSize,
      newBatchThreshold: queues.newBatchThreshold ?? Math.floor(queues.batchSize / 2),
      maxDequeueCount: queues.maxDequeueCount,
      visibilityTimeoutMs: queues.visibilityTimeout,
      maxPollingIntervalMs: queues.maxPollingInterval,
      messageEncoding: queues.messageEncoding,
    },
  };
}

/** Reads a host.json. Throws HostError if it is missing, is no JSON or has unusable values. */
export function readHostJson(file: string): HostOptions {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    throw new HostError(`${file} is missing: it marks the root of a function app.`);
  }
  return parseHostJson(parseJsonFile(text, file), file);
}
