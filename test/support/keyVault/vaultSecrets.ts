import { randomUUID } from "node:crypto";

type Version = {
  readonly id: string;
  readonly value: string;
  readonly contentType: string | undefined;
  readonly createdSeconds: number;
  readonly expiresSeconds: number | undefined;
  isEnabled: boolean;
};

type VaultSecret = {
  readonly name: string;
  readonly versions: Version[];
  state: "active" | "deleted" | "recovering";
  /** So many writes are refused before a recovery is over. */
  writesUntilRecovered: number;
};

export type VaultAnswer = { readonly status: number; readonly body: unknown };

type SetBody = {
  readonly value: string;
  readonly contentType?: string;
  readonly attributes?: { readonly exp?: number; readonly enabled?: boolean };
};

/** What a vault keeps, and what it answers, as https://learn.microsoft.com/rest/api/keyvault/secrets says. */
export class VaultSecrets {
  readonly #secrets = new Map<string, VaultSecret>();
  readonly #origin: () => string;
  /** How long recovering a deleted name takes, counted in attempts to write it. */
  writesUntilRecovered = 1;
  nowSeconds = 1_772_366_400;

  constructor(origin: () => string) {
    this.#origin = origin;
  }

  /** Everything that anybody has ever put there, deleted ones too. */
  values(): string[] {
    return [...this.#secrets.values()].flatMap(({ versions }) => versions.map(({ value }) => value));
  }

  /** Oldest first. */
  versionsOf(name: string): readonly Version[] {
    return this.#secrets.get(name.toLowerCase())?.versions ?? [];
  }

  set(name: string, body: SetBody): VaultAnswer {
    const secret = this.#secrets.get(name.toLowerCase()) ?? {
      name,
      versions: [],
      state: "active" as const,
      writesUntilRecovered: 0,
    };
    if (secret.state === "deleted") {
      return conflict("ObjectIsDeletedButRecoverable", `Secret ${name} is currently in a deleted state.`);
    }
    if (secret.state === "recovering") {
      secret.writesUntilRecovered -= 1;
      if (secret.writesUntilRecovered >= 0) {
        return conflict("ObjectIsBeingRecovered", `Secret ${name} is currently being recovered.`);
      }
      secret.state = "active";
    }
    const version: Version = {
      id: randomUUID().replaceAll("-", ""),
      value: body.value,
      contentType: body.contentType,
      createdSeconds: this.nowSeconds,
      expiresSeconds: body.attributes?.exp,
      isEnabled: body.attributes?.enabled ?? true,
    };
    secret.versions.push(version);
    this.#secrets.set(name.toLowerCase(), secret);
    return { status: 200, body: { value: version.value, ...this.#item(secret, version) } };
  }

  get(name: string, versionId?: string): VaultAnswer {
    const secret = this.#active(name);
    const version =
      versionId === undefined ? secret?.versions.at(-1) : secret?.versions.find(({ id }) => id === versionId);
    if (secret === undefined || version === undefined) return notFound(name);
    if (!version.isEnabled) {
      return {
        status: 403,
        body: failure("Forbidden", "Operation get is not allowed on a disabled secret.", "SecretDisabled"),
      };
    }
    return { status: 200, body: { value: version.value, ...this.#item(secret, version) } };
  }

  /** One page; `skip` is what the next link carries. */
  list(skip: number, path: string, of?: string): VaultAnswer {
    const pageSize = 25;
    const all =
      of === undefined
        ? [...this.#secrets.values()]
            .filter(({ state }) => state === "active")
            .flatMap((secret) => {
              const newest = secret.versions.at(-1);
              return newest === undefined ? [] : [this.#item(secret, newest, "")];
            })
        : (this.#active(of)?.versions ?? []).map((version) => this.#item({ name: of }, version));
    const next = skip + pageSize;
    const nextLink =
      next < all.length ? `${this.#origin()}${path}?api-version=2026-04-01&$skiptoken=${next}` : null;
    return { status: 200, body: { value: all.slice(skip, next), nextLink } };
  }

  delete(name: string): VaultAnswer {
    const secret = this.#active(name);
    const newest = secret?.versions.at(-1);
    if (secret === undefined || newest === undefined) return notFound(name);
    secret.state = "deleted";
    return { status: 200, body: this.#deleted(secret, newest) };
  }

  getDeleted(name: string): VaultAnswer {
    const secret = this.#secrets.get(name.toLowerCase());
    const newest = secret?.versions.at(-1);
    if (secret?.state !== "deleted" || newest === undefined) return notFound(name);
    return { status: 200, body: this.#deleted(secret, newest) };
  }

  recover(name: string): VaultAnswer {
    const secret = this.#secrets.get(name.toLowerCase());
    const newest = secret?.versions.at(-1);
    if (secret?.state !== "deleted" || newest === undefined) return notFound(name);
    secret.state = "recovering";
    secret.writesUntilRecovered = this.writesUntilRecovered;
    return { status: 200, body: this.#item(secret, newest) };
  }

  #active(name: string): VaultSecret | undefined {
    const secret = this.#secrets.get(name.toLowerCase());
    return secret?.state === "active" ? secret : undefined;
  }

  #item({ name }: Pick<VaultSecret, "name">, version: Version, versionPath = `/${version.id}`) {
    return {
      id: `${this.#origin()}/secrets/${name}${versionPath}`,
      contentType: version.contentType,
      attributes: {
        enabled: version.isEnabled,
        created: version.createdSeconds,
        updated: version.createdSeconds,
        exp: version.expiresSeconds,
        recoveryLevel: "Recoverable+Purgeable",
        recoverableDays: 90,
      },
    };
  }

  #deleted(secret: VaultSecret, newest: Version) {
    return {
      recoveryId: `${this.#origin()}/deletedsecrets/${secret.name}`,
      deletedDate: this.nowSeconds,
      scheduledPurgeDate: this.nowSeconds + 90 * 86_400,
      ...this.#item(secret, newest),
    };
  }
}

/** Key Vault's error body: the message names callers and resources, the inner code is the precise one. */
export function failure(code: string, message: string, inner?: string) {
  return { error: { code, message, ...(inner === undefined ? {} : { innererror: { code: inner } }) } };
}

function conflict(inner: string, message: string): VaultAnswer {
  return { status: 409, body: failure("Conflict", message, inner) };
}

function notFound(name: string): VaultAnswer {
  return {
    status: 404,
    body: failure("SecretNotFound", `A secret with (name/id) ${name} was not found in this key vault.`),
  };
}
