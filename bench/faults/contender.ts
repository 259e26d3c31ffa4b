/** One ServiceNow instance, as a contender is told about it. */
export type Partner = { readonly url: string; readonly userName: string; readonly password: string };

/** What a contender is given to run on. */
export type Ground = {
  /** A folder of its own, removed after the run. */
  readonly folder: string;
  readonly partner: Partner;
  /** Closes it at the end, the last one first, however the run ends. */
  readonly closeAtEnd: (close: () => Promise<unknown>) => void;
};

export type Post = (body: string, signal: AbortSignal) => Promise<number>;

/** Something that makes tickets of alerts, running in processes of its own. */
export type RunningContender = {
  /** Hands it one body as Azure Monitor would; resolves to the status, rejects if no whole answer comes. */
  readonly post: Post;
  /** SIGKILL of every process that it consists of. Resolves when they are gone. */
  readonly kill: () => Promise<void>;
  /** Resolves when it listens again. */
  readonly restart: () => Promise<void>;
  /** Undefined if it keeps nothing. While cut, every connection to its storage breaks. */
  readonly storage?: { readonly cut: () => void; readonly mend: () => void };
  /** Whether it has nothing left to do. One that cannot tell says so after some time without a call to ServiceNow. */
  readonly isIdle: (quietForMs: number) => Promise<boolean>;
  /** What it wrote last, for somebody who wonders. */
  readonly log: () => readonly string[];
};

export type Contender = {
  /** What `--peers` takes. */
  readonly name: string;
  readonly title: string;
  /** Why it cannot be run here; undefined if it can. May install what it needs. */
  readonly missing: () => Promise<string | undefined>;
  readonly start: (ground: Ground) => Promise<RunningContender>;
};
