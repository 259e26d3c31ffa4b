import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";

import { usageError } from "../cliError.ts";
import { askSecret } from "../terminal/askSecret.ts";
import { openPrompter } from "../terminal/prompter.ts";
import type { Draft } from "./definitionOptions.ts";

export type SecretOptions = {
  readonly secretStdin?: boolean;
  readonly clientSecretEnv?: string;
  readonly passwordEnv?: string;
  readonly privateKeyFile?: string;
};

type SecretField = "clientSecret" | "password" | "privateKey" | "entraClientSecret";

const questions: Readonly<Record<SecretField, string>> = {
  clientSecret: "Client secret (not shown while you type):",
  password: "Password (not shown while you type):",
  privateKey: "File of the private key (PKCS #8, PEM):",
  entraClientSecret: "Secret of the app registration (not shown while you type):",
};

/** Which secrets a grant wants to be typed in: those that are not said to be elsewhere. */
export function wantedSecrets(grant: Draft): readonly SecretField[] {
  const isLeftOut = (field: string) => grant[field] === undefined;
  const client: readonly SecretField[] = isLeftOut("clientSecret") ? ["clientSecret"] : [];
  switch (grant["kind"]) {
    case "authorizationCode":
    case "clientCredentials":
      return client;
    case "password":
      return grant["user"] === undefined ? client : [...client, "password"];
    case "jwtBearer":
      return [...client, "privateKey"];
    case "entra":
      return grant["application"] === undefined ? [] : ["entraClientSecret"];
    case "basic":
      return ["password"];
    default:
      return [];
  }
}

/**
 * The secrets, typed without echo, from standard input, or from where the flags say. With several from standard input, it
 * is a JSON object with their names. None ever comes as an argument. Throws CliError.
 */
export async function gatherSecrets(
  wanted: readonly SecretField[],
  options: SecretOptions,
): Promise<Readonly<Partial<Record<SecretField, string>>>> {
  const piped = options.secretStdin === true ? await readPiped(wanted) : {};
  const found: Partial<Record<SecretField, string>> = {};
  for (const field of wanted)
    found[field] = piped[field] ?? (await fromFlags(field, options)) ?? (await ask(field));
  return found;
}

async function fromFlags(field: SecretField, options: SecretOptions): Promise<string | undefined> {
  if (field === "privateKey" && options.privateKeyFile !== undefined) {
    const read = await readKey(options.privateKeyFile);
    if ("complaint" in read) throw usageError(`--private-key-file: ${read.complaint}`);
    return read.key;
  }
  const name = field === "password" ? options.passwordEnv : options.clientSecretEnv;
  if (field === "privateKey" || name === undefined) return undefined;
  const value = process.env[name];
  if (value === undefined || value === "")
    throw usageError(`The environment variable ${name} is not set, or empty.`);
  return value;
}

async function ask(field: SecretField): Promise<string> {
  if (field === "privateKey") return askKey();
  const variable = field === "password" ? "--password-env" : "--client-secret-env";
  return askSecret(
    questions[field],
    false,
    `Pipe it in, with --secret-stdin, or name a variable: ${variable}.`,
  );
}

async function askKey(): Promise<string> {
  const prompter = openPrompter("The private key comes from a file: --private-key-file <file>.");
  try {
    for (;;) {
      const read = await readKey((await prompter.question(`${questions.privateKey} `)).trim());
      if (!("complaint" in read)) return read.key;
      prompter.say(`  ${read.complaint}`);
    }
  } finally {
    prompter.close();
  }
}

async function readKey(file: string): Promise<{ readonly key: string } | { readonly complaint: string }> {
  const key = await readFile(file, "utf8").catch(() => undefined);
  if (key === undefined) return { complaint: "The file cannot be read." };
  if (key.includes("-----BEGIN PRIVATE KEY-----")) return { key };
  return {
    complaint:
      "It has no key in PKCS #8 without a passphrase. This makes one: openssl pkcs8 -topk8 -nocrypt -in <file> -out <new file>",
  };
}

async function readPiped(wanted: readonly SecretField[]): Promise<Partial<Record<SecretField, string>>> {
  const piped = (await text(process.stdin)).replace(/\r?\n$/, "");
  if (piped === "") throw usageError("Standard input is empty.");
  const [only, ...others] = wanted;
  if (only === undefined) return {};
  if (!piped.startsWith("{")) {
    if (others.length === 0) return { [only]: piped };
    throw usageError(`Standard input has to be a JSON object with ${wanted.join(", ")}.`);
  }
  try {
    return JSON.parse(piped) as Partial<Record<SecretField, string>>;
  } catch {
    throw usageError("Standard input begins like JSON, and is none.");
  }
}
