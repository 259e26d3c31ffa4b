type Page = {
  /** Address of the list on the instance, without its query. */
  readonly url: string;
  readonly rawQuery: string;
  readonly limit: number;
  readonly offset: number;
  readonly total: number;
};

/** The `Link` header of a list: first, previous, next and last page, as far as there are any. */
export function pagingLinks({ url, rawQuery, limit, offset, total }: Page): string {
  const others = rawQuery
    .split("&")
    .filter((pair) => pair !== "" && !/^sysparm_(offset|limit)=/.test(pair))
    .join("&");
  const link = (relation: string, at: number) => {
    const query = `${others}${others === "" ? "" : "&"}sysparm_limit=${limit}&sysparm_offset=${at}`;
    return `<${url}?${query}>;rel="${relation}"`;
  };
  const links = [link("first", 0)];
  if (offset > 0) links.push(link("prev", Math.max(0, offset - limit)));
  if (offset + limit < total) links.push(link("next", offset + limit));
  const lastPage = limit === 0 ? 0 : Math.max(0, Math.ceil(total / limit) - 1);
  links.push(link("last", lastPage * limit));
  return links.join(",");
}
