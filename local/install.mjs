#!/usr/bin/env node
/**
 * Installs the packages when they are missing or belong to another package-lock.json, and otherwise gets out of the
 * way within milliseconds. Runs before `npm start`, `npm test`, `npm run bridge` and `npm run bench`.
 *
 * Plain JavaScript without dependencies, because it runs before there are any, on whatever Node is there. The
 * packages bring Node 24 along; npm puts it first in the PATH of the script that follows.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { clearInterval, setInterval } from "node:timers";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const modules = path.join(root, "node_modules");
const stampFile = path.join(modules, ".install-stamp");
const lockFile = path.join(root, ".local", "install.lock");
const logFile = path.join(root, ".local", "logs", "install.log");
const nodeNeededForInstalling = 20;
const nodeNeededForRunning = 24;
const nodeMajor = Number(process.versions.node.split(".")[0]);

class Stop extends Error {}

async function main() {
  if (nodeMajor < nodeNeededForInstalling) {
    throw new Stop(
      `Node.js ${process.versions.node} is too old: ${nodeNeededForInstalling} or newer is needed to begin with ` +
        `(the packages bring ${nodeNeededForRunning} along). Get it from https://nodejs.org/ or your system's packages.`,
    );
  }
  if (isUpToDate() && !fs.existsSync(lockFile)) return;
  checkWritePermission();
  const { interruptedBefore } = await takeLock();
  try {
    // Somebody else may have done it while we waited.
    if (!interruptedBefore && isUpToDate()) return;
    await install();
  } finally {
    fs.rmSync(lockFile, { force: true });
  }
}

/** True if what is installed is what package-lock.json asks for, whoever installed it. */
function isUpToDate() {
  const wanted = fingerprint();
  if (!isNodeThere() || !fs.existsSync(path.join(modules, ".package-lock.json"))) return false;
  if (readText(stampFile) === wanted) return true;
  if (!hasEveryPackage()) return false;
  // Installed by hand: remember it, so that the next start need not compare again.
  try {
    fs.writeFileSync(stampFile, wanted);
  } catch {
    // Only slower next time.
  }
  return true;
}

function fingerprint() {
  const lock =
    readText(path.join(root, "package-lock.json")) ?? readText(path.join(root, "package.json")) ?? "";
  return `${createHash("sha256").update(lock).digest("hex")} ${process.platform}-${process.arch}\n`;
}

/** Compares with npm's own record of what it installed, which it writes last. */
function hasEveryPackage() {
  const wanted = packagesOf(path.join(root, "package-lock.json"));
  const installed = packagesOf(path.join(modules, ".package-lock.json"));
  if (wanted === undefined || installed === undefined) return false;
  return Object.entries(wanted).every(
    ([name, entry]) => name === "" || entry.optional === true || installed[name]?.version === entry.version,
  );
}

function packagesOf(file) {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8")).packages;
  } catch {
    return undefined;
  }
}

/** The package `node` fetches its binary in an install script, which a careful npm configuration may forbid. */
function isNodeThere() {
  const name = process.platform === "win32" ? "node.cmd" : "node";
  return nodeMajor >= nodeNeededForRunning || fs.existsSync(path.join(modules, ".bin", name));
}

function checkWritePermission() {
  try {
    fs.mkdirSync(path.dirname(logFile), { recursive: true });
    fs.accessSync(root, fs.constants.W_OK);
    fs.accessSync(path.dirname(lockFile), fs.constants.W_OK);
    if (fs.existsSync(modules)) fs.accessSync(modules, fs.constants.W_OK);
  } catch (error) {
    throw new Stop(
      `Packages have to be installed, but ${error.path ?? root} cannot be written (${error.code}). ` +
        "Check who owns the folder; do not run this as root to get around it.",
    );
  }
}

/** One install at a time in this folder. A lock whose owner is gone says that an install was cut off. */
async function takeLock() {
  let interruptedBefore = false;
  let announced = false;
  for (;;) {
    try {
      fs.writeFileSync(lockFile, String(process.pid), { flag: "wx" });
      return { interruptedBefore };
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const owner = readText(lockFile);
    if (owner === undefined) continue;
    if (isRunning(Number(owner))) {
      if (!announced) console.error(`Another install is running here (process ${owner}); waiting for it.`);
      announced = true;
      await wait(250);
    } else if (removeStaleLock(owner)) {
      interruptedBefore = true;
    }
  }
}

/** Renaming lets only one of several waiting processes take a stale lock away. */
function removeStaleLock(owner) {
  const aside = `${lockFile}.${process.pid}`;
  try {
    fs.renameSync(lockFile, aside);
    const wasStale = readText(aside) === owner;
    // Somebody was quicker, and this is their fresh lock: give it back.
    if (!wasStale) fs.linkSync(aside, lockFile);
    fs.rmSync(aside, { force: true });
    return wasStale;
  } catch {
    return false;
  }
}

function isRunning(pid) {
  // Empty: its owner has created the file and not yet written into it.
  if (!(pid > 0)) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

async function install() {
  const hasLock = fs.existsSync(path.join(root, "package-lock.json"));
  fs.rmSync(stampFile, { force: true });
  const progress = startProgress("Installing packages with npm, about a minute the first time");
  const startedMs = Date.now();
  let command = hasLock ? "ci" : "install";
  let result = await runNpm([command, "--include=dev", "--no-progress"]);
  if (command === "ci" && /\bEUSAGE\b/.test(result.output) && !result.wasInterrupted) {
    // `npm ci` refuses a lock file that was made where optional packages for other systems could not be had. What the
    // lock does say is kept; it is not rewritten.
    command = "install";
    result = await runNpm([command, "--no-save", "--include=dev", "--no-progress"]);
  }
  progress.stop();

  fs.mkdirSync(path.dirname(logFile), { recursive: true });
  fs.writeFileSync(logFile, result.output);
  if (result.wasInterrupted)
    throw new Stop("The install was interrupted. Run the same command again to complete it.");
  if (result.code !== 0) throw new Stop(explain(result.output, command));
  if (!isNodeThere()) throw new Stop(explainMissingNode());
  fs.writeFileSync(stampFile, fingerprint());
  console.error(`Packages installed in ${Math.round((Date.now() - startedMs) / 1000)} s.`);
}

function runNpm(args) {
  const { file, before } = findNpm();
  return new Promise((resolve, reject) => {
    const child = spawn(file, [...before, ...args], {
      cwd: root,
      env: environmentForNpm(),
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32" && file.endsWith(".cmd"),
    });
    const chunks = [];
    let wasInterrupted = false;
    child.stdout.on("data", (chunk) => chunks.push(chunk));
    child.stderr.on("data", (chunk) => chunks.push(chunk));
    const passOn = (signal) => {
      wasInterrupted = true;
      child.kill(signal);
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, passOn);
    child.on("error", (error) => {
      reject(
        error.code === "ENOENT"
          ? new Stop("npm was not found. It comes with Node.js; put it in the PATH.")
          : error,
      );
    });
    child.on("close", (code) => {
      resolve({ code, wasInterrupted, output: chunks.map((chunk) => chunk.toString("utf8")).join("") });
    });
  });
}

/** npm says in the environment which npm and which Node called us. That Node is not inside node_modules, which goes. */
function findNpm() {
  const cli = process.env.npm_execpath ?? "";
  const node = process.env.npm_node_execpath ?? process.execPath;
  const isUsable = /npm-cli\.c?js$/.test(cli) && fs.existsSync(cli) && fs.existsSync(node);
  if (isUsable && !node.startsWith(modules)) return { file: node, before: [cli] };
  return { file: process.platform === "win32" ? "npm.cmd" : "npm", before: [] };
}

/**
 * npm tells its scripts about itself in npm_* variables. An npm started by a script must not take over those that
 * spoke of the outer command, and NODE_ENV=production must not leave out what a developer needs.
 */
function environmentForNpm() {
  const about = /^npm_(package|lifecycle|command|execpath|node_execpath|old|new)/i;
  const outer =
    /^npm_config_(global|location|prefix|local_prefix|omit|only|include|production|dev|dry_run|workspaces?|include_workspace_root|loglevel|json|package_lock|package_lock_only|save.*|if_present|call|argv|noproxy)$/i;
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name, value]) =>
        !about.test(name) &&
        name !== "NODE_ENV" &&
        (!outer.test(name) || (name === "npm_config_noproxy" && value !== "")),
    ),
  );
}

const reasons = [
  [
    /\b(EACCES|EPERM|EROFS)\b/,
    "A file or folder could not be written. Check who owns this folder and npm's cache (`npm config get cache`).",
  ],
  [/\bENOSPC\b/, "The disk is full."],
  [
    /CERT|self.signed|unable to (get|verify)/i,
    "The registry's certificate is not trusted. Behind an inspecting proxy, set NODE_EXTRA_CA_CERTS or npm's `cafile`.",
  ],
  [
    /\b(E401|E403|ENEEDAUTH)\b/,
    "The registry refused access. Check `npm config get registry` and your login there (`npm whoami`).",
  ],
  [
    /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|EIDLETIMEOUT)\b/,
    "The package registry could not be reached. Check the network, `npm config get registry`, and `npm config get proxy`; `npm ping` tries it.",
  ],
  [/\bEINTEGRITY\b/, "A downloaded package was damaged. Run `npm cache verify` and try again."],
];

function explain(output, command) {
  const errors = output.split(/\r?\n/).filter((line) => /^npm (error|ERR!)/.test(line));
  const said = errors.length > 0 ? errors : output.trim().split(/\r?\n/);
  const reason = reasons.find(([pattern]) => pattern.test(said.join("\n")))?.[1];
  const shown = said.slice(0, 6).map((line) => `  ${line.slice(0, 200)}`);
  return [
    `npm ${command} failed. ${reason ?? "npm says:"}`,
    ...shown,
    `Everything npm said: ${path.relative(process.cwd(), logFile)}`,
  ].join("\n");
}

function explainMissingNode() {
  return (
    `The packages are there, but not Node.js ${nodeNeededForRunning}, which the package "node" fetches in an install ` +
    "script; perhaps npm may not run scripts (`npm config get ignore-scripts`). Run " +
    "`npm rebuild node --ignore-scripts=false`, or use Node.js " +
    `${nodeNeededForRunning} yourself (this is ${process.versions.node}).`
  );
}

function startProgress(text) {
  const out = process.stderr;
  if (!out.isTTY) {
    console.error(`${text} …`);
    return { stop() {} };
  }
  const startedMs = Date.now();
  const show = () => out.write(`\r${text} … ${Math.round((Date.now() - startedMs) / 1000)} s`);
  show();
  const timer = setInterval(show, 1000);
  return {
    stop() {
      clearInterval(timer);
      out.write("\r\x1b[K");
    },
  };
}

function readText(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

main().catch((error) => {
  console.error(error instanceof Stop ? error.message : error);
  process.exitCode = 1;
});
