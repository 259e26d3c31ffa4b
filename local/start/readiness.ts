type Readiness = {
  readonly status?: string;
  readonly checks?: readonly {
    readonly name?: string;
    readonly status?: string;
    readonly detail?: string | null;
  }[];
};

/** What the bridge says about itself. */
export type ReadinessReport = {
  readonly isReady: boolean;
  /** A line for each part that is not as it should be. A bridge that is ready may have some: it takes alerts in. */
  readonly problems: readonly string[];
};

/** Asks the bridge until it is ready or `patienceMs` has passed. */
export async function askReadiness(functionsUrl: string, patienceMs: number): Promise<ReadinessReport> {
  const deadlineMs = Date.now() + patienceMs;
  for (;;) {
    const report = await askOnce(functionsUrl);
    if (report.isReady || Date.now() > deadlineMs) return report;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

async function askOnce(functionsUrl: string): Promise<ReadinessReport> {
  try {
    const response = await fetch(`${functionsUrl}/api/ready`, { signal: AbortSignal.timeout(5_000) });
    const said = (await response.json()) as Readiness;
    const problems = (said.checks ?? [])
      .filter(({ status }) => status !== "ok")
      .map(({ name = "?", detail }) => `${name}: ${detail ?? "not ready"}`);
    if (said.status === "ready") return { isReady: true, problems };
    const otherwise = `The bridge says it is not ready (HTTP ${response.status}).`;
    return { isReady: false, problems: problems.length === 0 ? [otherwise] : problems };
  } catch (error) {
    const why = error instanceof Error ? error.message : "no answer";
    return { isReady: false, problems: [`The bridge cannot say whether it is ready: ${why}`] };
  }
}
