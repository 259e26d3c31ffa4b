import { readFile } from "node:fs/promises";

import { type Command, Option } from "commander";

import { usageError } from "../cliError.ts";
import { completedInstance } from "./completedInstance.ts";

/** A connection's description, as far as somebody has given it. */
export type Draft = Record<string, unknown>;

export const grantKinds = [
  "authorizationCode",
  "password",
  "clientCredentials",
  "jwtBearer",
  "entra",
  "basic",
] as const;
export type GrantKind = (typeof grantKinds)[number];

export type DefinitionOptions = {
  readonly from?: string;
  readonly instance?: string;
  readonly grant?: GrantKind;
  readonly clientId?: string;
  readonly publicClient?: boolean;
  readonly user?: string;
  readonly keyId?: string;
  readonly subject?: string;
  readonly audience?: string;
  readonly tenantId?: string;
  readonly managedIdentity?: string;
  readonly integrationUser?: string;
  readonly synchronise?: string;
  readonly daysBack?: string;
  readonly createMissingCi?: boolean;
  readonly ticketState?: readonly string[];
  readonly importSetTable?: string;
  readonly refreshLifespan?: string;
  readonly secretEnds?: string;
  readonly certificateEnds?: string;
  readonly passwordEnds?: string;
};

/** Flags for how the bridge gets its access. */
export function addGrantOptions(command: Command): Command {
  return command
    .addOption(new Option("--grant <kind>", "how the bridge gets its access").choices(grantKinds))
    .option("--client-id <id>", "of the OAuth client in ServiceNow (entra: of the app registration)")
    .option("--public-client", "authorizationCode: the client has no secret; it is given no refresh token")
    .option("--user <name>", "basic, or password that renews itself: the user name")
    .option("--key-id <kid>", "jwtBearer: the key's id at ServiceNow")
    .option("--subject <sys_id>", "jwtBearer: what ServiceNow matches against the user")
    .option("--audience <id>", "entra: application ID URI or client id that stands for ServiceNow")
    .option("--tenant-id <id>", "entra: of an app registration with a secret, in place of a managed identity")
    .option("--managed-identity <id>", "entra: client id of a user-assigned managed identity")
    .option("--integration-user <name>", "as whom the bridge is to work; anybody else is refused")
    .option("--secret-ends <date>", "when the client's secret ends, so that the bridge can warn")
    .option("--certificate-ends <date>", "when the certificate ends")
    .option("--password-ends <date>", "when the password ends");
}

/** Flags for everything else. */
export function addDefinitionOptions(command: Command): Command {
  return addGrantOptions(
    command
      .option("--from <file>", "a file that describes it, as in bridge.json; flags come before it")
      .option("--instance <url>", "https://<instance>.service-now.com, or only the instance's name"),
  )
    .option("--synchronise <kinds>", "incident, changeRequest (for later), or both with a comma")
    .option("--days-back <days>", "how far back a first synchronisation is to look, at most 120 (for later)")
    .option("--create-missing-ci", "create configuration items that ServiceNow does not know (for later)")
    .option("--no-create-missing-ci", "create none (the default)")
    .option("--ticket-state <state=name...>", "another name for a state: new=Neu onHold=Wartet (for later)")
    .option("--import-set-table <table>", "write incidents through this staging table")
    .option("--refresh-lifespan <seconds>", "of refresh tokens, as the OAuth client's record has it");
}

/** What the flags and the file say; nothing else. Flags of a grant are read as those of `kind` where none is named. Throws CliError. */
export async function draftOf(options: DefinitionOptions, kind?: GrantKind): Promise<Draft> {
  const fromFile = options.from === undefined ? {} : await readDraft(options.from);
  const { secrets: typed, ...draft } = fromFile;
  if (typed !== undefined) {
    throw usageError('Secrets do not belong into a file: leave out "secrets", and type or pipe them in.');
  }
  const given: Draft = {
    instanceUrl: options.instance === undefined ? undefined : completedInstance(options.instance),
    integrationUser: options.integrationUser,
    synchronise: options.synchronise?.split(",").map((kind) => kind.trim()),
    daysBack: numberOf(options.daysBack, "--days-back"),
    createMissingCi: options.createMissingCi,
    importSetTable: options.importSetTable,
    refreshTokenLifespanSeconds: numberOf(options.refreshLifespan, "--refresh-lifespan"),
    ticketStates: options.ticketState === undefined ? undefined : statesOf(options.ticketState),
    endsUtc: definedOf({
      clientSecret: options.secretEnds,
      certificate: options.certificateEnds,
      password: options.passwordEnds,
    }),
    grant: grantOf(options, draft["grant"], kind),
  };
  return { ...draft, ...definedOf(given) };
}

async function readDraft(file: string): Promise<Draft> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch {
    throw usageError(`${file} cannot be read.`);
  }
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return { ...parsed };
  } catch {
    // Said below.
  }
  throw usageError(`${file} does not describe a connection: a JSON object is expected.`);
}

/** The grant with what the flags say of it; undefined if neither they nor the file do. */
function grantOf(
  options: DefinitionOptions,
  before: unknown,
  fallback: GrantKind | undefined,
): Draft | undefined {
  const known: Draft = typeof before === "object" && before !== null ? { ...before } : {};
  const kind = options.grant ?? (known["kind"] as GrantKind | undefined) ?? fallback;
  const kept = options.grant === undefined || kind === known["kind"] ? known : {};
  const isEntra = kind === "entra";
  const said = definedOf({
    kind: options.grant,
    clientId: isEntra ? undefined : options.clientId,
    clientSecret: options.publicClient === true ? null : undefined,
    userName: kind === "basic" ? options.user : undefined,
    user: kind === "password" && options.user !== undefined ? { userName: options.user } : undefined,
    keyId: options.keyId,
    subject: options.subject,
    audience: options.audience,
    managedIdentityClientId: options.managedIdentity,
    application:
      isEntra && (options.tenantId !== undefined || options.clientId !== undefined)
        ? definedOf({ tenantId: options.tenantId, clientId: options.clientId })
        : undefined,
  });
  return said === undefined && before === undefined ? undefined : { ...kept, ...said };
}

function statesOf(pairs: readonly string[]): Draft {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, state, name] = /^([^=]+)=(.+)$/.exec(pair) ?? [];
      if (state === undefined || name === undefined)
        throw usageError(`--ticket-state: "${pair}" is not state=name.`);
      return [state, name];
    }),
  );
}

function numberOf(text: string | undefined, flag: string): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw usageError(`${flag}: it has to be a whole number.`);
  return Number(text);
}

function definedOf(draft: Draft): Draft | undefined {
  const entries = Object.entries(draft).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
