import { HostError } from "./hostError.ts";

/** A route in the router's words; a catch-all parameter is called `*` there. */
export type RoutePath = { readonly path: string; readonly catchAll: string | undefined };

// The constraints that change which paths match; any other (`{id:length(3)}`) lets everything through.
const constraintPatterns: Readonly<Record<string, string>> = {
  int: String.raw`(^-?\d+$)`,
  long: String.raw`(^-?\d+$)`,
  guid: "(^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$)",
  alpha: "(^[a-zA-Z]+$)",
  bool: "(^(?:[tT][rR][uU][eE]|[fF][aA][lL][sS][eE])$)",
};

const parameterPattern = /\{(\*{0,2})(\w+)(\?)?(?::(\w+)[^}]*?)?(\?)?(=[^}]*)?\}/g;

/**
 * Translates an ASP.NET route template (`alerts/{route?}`, `{*rest}`, `{id:int}`, `{name}.json`) into the paths
 * that the router has to know. An optional or catch-all last segment makes two of them.
 * Throws HostError for a template that ASP.NET would refuse, too.
 */
export function toRoutePaths(template: string): RoutePath[] {
  const segments = template.split("/").filter((segment) => segment !== "");
  const paths: RoutePath[] = [];
  let path = "";
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    const [parameter] = segment.matchAll(parameterPattern);
    const isOptional =
      parameter?.[3] !== undefined || parameter?.[5] !== undefined || parameter?.[6] !== undefined;
    const isCatchAll = parameter?.[1] !== undefined && parameter[1] !== "";
    if ((isOptional || isCatchAll) && !isLast) {
      throw new HostError(`Route "${template}": {${parameter[2] ?? ""}} can only be the last part.`);
    }
    if (isOptional || isCatchAll) paths.push({ path: path === "" ? "/" : path, catchAll: undefined });
    if (isCatchAll) return [...paths, { path: `${path}/*`, catchAll: parameter[2] }];
    path += `/${translateSegment(segment, template)}`;
  }
  return [...paths, { path: path === "" ? "/" : path, catchAll: undefined }];
}

function translateSegment(segment: string, template: string): string {
  const unknown = segment.replace(parameterPattern, "");
  if (/[{}]/.test(unknown)) throw new HostError(`Route "${template}" cannot be read at "${segment}".`);
  const escapeLiteral = (text: string) => text.replaceAll(":", "::");
  let translated = "";
  let done = 0;
  for (const found of segment.matchAll(parameterPattern)) {
    const pattern = constraintPatterns[found[4] ?? ""] ?? "";
    translated += `${escapeLiteral(segment.slice(done, found.index))}:${found[2] ?? ""}${pattern}`;
    done = found.index + found[0].length;
  }
  return translated + escapeLiteral(segment.slice(done));
}
