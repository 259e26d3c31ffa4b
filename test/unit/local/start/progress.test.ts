import { describe, expect, it } from "vitest";

import { coloursFor } from "../../../../local/start/colours.ts";
import { showProgress } from "../../../../local/start/progress.ts";

function aTerminal(isTTY: boolean, environment: Record<string, string> = {}) {
  const written: string[] = [];
  let now = 0;
  const terminal = { isTTY, columns: 80, write: (text: string) => void written.push(text) };
  const progress = showProgress(terminal, coloursFor(terminal, environment), () => now);
  return { progress, text: () => written.join(""), advanceMs: (ms: number) => void (now += ms) };
}

describe("progress", () => {
  it("writes a line with a tick and its time for what is done, and nothing else into a file", () => {
    const { progress, text, advanceMs } = aTerminal(false);

    const done = progress.begin("starting Azurite");
    advanceMs(1_540);
    done("Azurite");

    expect(text()).toBe("✓ Azurite 1.5 s\n");
  });

  it("shows on a terminal what is going on, and takes it away again", () => {
    const { progress, text } = aTerminal(true, { NO_COLOR: "1" });

    const done = progress.begin("starting Azurite");
    progress.begin("building the app");
    expect(text()).toContain("… starting Azurite, building the app");

    done("Azurite");
    progress.end();
    expect(text().endsWith("\r\u001b[K")).toBe(true);
  });

  it("says nothing any more about what was given up", () => {
    const { progress, text } = aTerminal(false);
    const done = progress.begin("building the app");

    progress.end();
    done("App built");

    expect(text()).toBe("");
  });
});

describe("colours", () => {
  it.each`
    where                     | isTTY    | environment          | isColoured
    ${"a terminal"}           | ${true}  | ${{}}                | ${true}
    ${"a file or a pipe"}     | ${false} | ${{}}                | ${false}
    ${"NO_COLOR is set"}      | ${true}  | ${{ NO_COLOR: "1" }} | ${false}
    ${"NO_COLOR is empty"}    | ${true}  | ${{ NO_COLOR: "" }}  | ${true}
    ${"the terminal is dumb"} | ${true}  | ${{ TERM: "dumb" }}  | ${false}
  `("in $where: $isColoured", ({ isTTY, environment, isColoured }: ColourRow) => {
    expect(coloursFor({ isTTY }, environment).green("x") !== "x").toBe(isColoured);
  });
});

type ColourRow = {
  readonly isTTY: boolean;
  readonly environment: Record<string, string>;
  readonly isColoured: boolean;
};
