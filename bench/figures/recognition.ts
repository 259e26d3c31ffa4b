import { recogniseAlert } from "../../shared/alerts/recogniseAlert.ts";
import type { Figure, FigureContext, Row } from "../figure.ts";
import { alertBodies } from "../load/alertBodies.ts";
import { cpuMicrosecondsEach } from "../measuring/cpuTime.ts";
import { alternate, median, medianRatio } from "../measuring/rounds.ts";

const receivedAtUtc = "2026-01-01T00:00:00.000Z";
const families = ["metric", "simple-log", "log", "service-health", "budget", "legacy-metric"];

export const figure: Figure = {
  name: "recognition",
  title: "Recognising an alert against JSON.parse of its body",
  async measure(context) {
    const rows: Row[] = [];
    for (const family of families) rows.push(await rowFor(family, context));
    return {
      rows,
      ran:
        "recogniseAlert on a value that was just parsed, as (JSON.parse + recognise) − JSON.parse of the same " +
        "hundred bodies of a family, in one process, family after family as they would come.",
    };
  },
};

async function rowFor(family: string, { isQuick }: FigureContext): Promise<Row> {
  const bodies = alertBodies(family, 100);
  const passes = isQuick ? 100 : 250;
  const times = bodies.length * passes;
  const measured = await alternate(
    {
      parse: () => cpuMicrosecondsEach(times, () => parseAll(bodies, passes)),
      both: () => cpuMicrosecondsEach(times, () => recogniseAll(bodies, passes)),
    },
    isQuick ? 5 : 9,
  );
  const recognise = measured.both.map((both, round) => both - (measured.parse[round] ?? Number.NaN));
  const kib = (bodies[0]?.length ?? 0) / 1024;
  return {
    name: `recognise: ${family}, ${kib.toFixed(1)} KiB`,
    ours: median(recognise),
    reference: median(measured.parse),
    unit: "µs CPU",
    ratio: medianRatio(recognise, measured.parse),
    ...(family === "metric" && { goal: { of: "ratio", atMost: 0.6 } as const }),
  };
}

/** The results are counted so that none of the work can be left out. */
function parseAll(bodies: readonly string[], passes: number): number {
  let kept = 0;
  for (let pass = 0; pass < passes; pass += 1) {
    for (const body of bodies) if (JSON.parse(body) !== null) kept += 1;
  }
  return kept;
}

function recogniseAll(bodies: readonly string[], passes: number): number {
  let kept = 0;
  for (let pass = 0; pass < passes; pass += 1) {
    for (const body of bodies) {
      if (recogniseAlert(JSON.parse(body), receivedAtUtc).kind === "recognised") kept += 1;
    }
  }
  return kept;
}
