/**
 * The shapes that `@azure/functions` 4 exchanges with its host through the module `@azure/functions-core`.
 * Only what this host reads or writes; the published types are in Azure/azure-functions-nodejs-worker, types-core.
 */

export type LogLevel = "trace" | "debug" | "information" | "warning" | "error" | "critical" | "none";
export type LogCategory = "user" | "system" | "customMetric";

/** One value on its way between host and app. Exactly one property is set. */
export type TypedData = {
  string?: string;
  json?: string;
  bytes?: Uint8Array;
  int?: number;
  double?: number;
  http?: HttpData;
};

type Nullable<T> = { value?: T };

export type HttpData = {
  method?: string;
  url?: string;
  statusCode?: string;
  headers?: Record<string, string>;
  body?: TypedData | null | undefined;
  nullableHeaders?: Record<string, Nullable<string>>;
  nullableParams?: Record<string, Nullable<string>>;
  nullableQuery?: Record<string, Nullable<string>>;
  cookies?: HttpCookie[];
};

export type HttpCookie = {
  name?: string;
  value?: string;
  domain?: Nullable<string> | undefined;
  path?: Nullable<string> | undefined;
  expires?: Nullable<{ seconds?: number }> | undefined;
  secure?: Nullable<boolean> | undefined;
  httpOnly?: Nullable<boolean> | undefined;
  sameSite?: "none" | "lax" | "strict" | "explicitNone";
  maxAge?: Nullable<number> | undefined;
};

/** A trigger, input or output with whatever options the app gave it. */
export type Binding = {
  readonly type: string;
  readonly direction: "in" | "out";
  readonly [option: string]: unknown;
};

export type FunctionMetadata = {
  readonly name: string;
  readonly functionId?: string;
  readonly bindings: Readonly<Record<string, Binding>>;
  readonly retryOptions?: unknown;
};

export type FunctionCallback = (...inputs: unknown[]) => unknown;

type InvocationRequest = {
  invocationId: string;
  functionId: string;
  inputData: { name: string; data: TypedData }[];
  triggerMetadata: Record<string, TypedData>;
  traceContext: { traceParent: string; traceState: string; attributes: Record<string, string> };
};

export type InvocationResponse = {
  invocationId: string;
  outputData?: { name: string; data: TypedData }[];
  returnValue?: TypedData | null | undefined;
};

export type CoreInvocationContext = {
  invocationId: string;
  request: InvocationRequest;
  metadata: FunctionMetadata;
  state: "preInvocationHooks" | "invocation" | "postInvocationHooks" | undefined;
  log(level: LogLevel, category: LogCategory, message: string): void;
};

type InvocationModel = {
  getArguments(): Promise<{ context: unknown; inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], callback: FunctionCallback): Promise<unknown>;
  getResponse(context: unknown, result: unknown): Promise<InvocationResponse>;
};

export type ProgrammingModel = {
  readonly name: string;
  readonly version: string;
  getInvocationModel(context: CoreInvocationContext): InvocationModel;
  getCapabilities?(capabilities: Record<string, string>): Promise<Record<string, string>>;
};

export type HookName = "appStart" | "appTerminate" | "preInvocation" | "postInvocation" | "log";
export type HookCallback = (context: object) => unknown;

export type Disposable = { dispose(): void };
