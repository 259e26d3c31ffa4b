import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";

export type StartedBrowser = {
  readonly browser: Browser;
  /** Ends it and removes what was unpacked for it. */
  close(): Promise<void>;
};

/**
 * A headless Chromium. On Linux it comes with the packages, system libraries and fonts included, so that a bare Debian
 * will do; elsewhere the installed Chrome is used.
 */
export async function startBrowser(): Promise<StartedBrowser> {
  if (process.platform !== "linux" || process.arch !== "x64") {
    const browser = await chromium.launch({ channel: "chrome" });
    return { browser, close: () => browser.close() };
  }
  const folder = await mkdtemp(join(tmpdir(), "bridge-browser-"));
  try {
    const executablePath = await unpackChromium(folder);
    await writeFile(join(folder, "fonts", "fonts.conf"), fontsConf(folder));
    const browser = await chromium.launch({
      executablePath,
      // Chromium's own sandbox needs rights that root in a container does not have. It sees only our own pages.
      args: ["--no-sandbox"],
      env: {
        HOME: folder,
        LD_LIBRARY_PATH: join(folder, "al2023", "lib"),
        FONTCONFIG_PATH: join(folder, "fonts"),
      },
    });
    return {
      browser,
      async close() {
        await browser.close();
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/**
 * The package unpacks into the temporary folder, and libraries only where it believes to be on AWS Lambda. What it
 * changes in our environment to that end is taken back.
 */
async function unpackChromium(folder: string): Promise<string> {
  const before = { ...process.env };
  try {
    process.env["TMPDIR"] = folder;
    process.env["AWS_EXECUTION_ENV"] = "AWS_Lambda_nodejs24.x";
    const { default: packaged } = await import("@sparticuz/chromium");
    return await packaged.executablePath();
  } finally {
    for (const name of Object.keys(process.env)) {
      if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
    }
    Object.assign(process.env, before);
  }
}

/** The package's own names folders of AWS Lambda. Without any font Chromium ends itself at the first input field. */
function fontsConf(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(folder, "fonts")}</dir>
  <cachedir>${join(folder, "fonts-cache")}</cachedir>
</fontconfig>
`;
}
