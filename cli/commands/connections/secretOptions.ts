import type { Command } from "commander";

/** Where secrets come from; never the command line itself, which others can see. */
export function addSecretOptions(command: Command): Command {
  return command
    .option("--secret-stdin", "read the secret from standard input; several: a JSON object")
    .option("--client-secret-env <name>", "take the client's secret from this environment variable")
    .option("--password-env <name>", "take the password from this environment variable")
    .option("--private-key-file <file>", "the private key, PKCS #8 PEM");
}
