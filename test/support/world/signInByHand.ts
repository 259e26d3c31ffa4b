import type { World } from "./world.ts";

type SignIn = {
  readonly connection: string;
  /** As `connections authorize` prints it. */
  readonly link: string;
  readonly userName: string;
  readonly password: string;
  /** Told with what the browser comes back to the bridge. */
  readonly onBack?: (search: string) => void;
};

/** Follows a link over HTTP as a person with a browser does, until the bridge says how it has ended. */
export async function signInByHand(
  { sandbox, bridgeUrl }: Pick<World, "sandbox" | "bridgeUrl">,
  { userName, password, onBack, ...link }: SignIn,
): Promise<{ readonly status: number; readonly lastPage: string; readonly timesAllowed: number }> {
  const instance = aBrowser(sandbox.url);
  const sent = await pressLink(bridgeUrl, link);
  let asked: string | undefined = sent.asked;
  let answered = { status: 0, page: "" };
  for (let timesAllowed = 0; ; timesAllowed += 1) {
    if (asked === undefined) return { status: answered.status, lastPage: answered.page, timesAllowed };
    const { pathname, search } = new URL(asked);
    let answer = await instance(pathname + search);
    if (answer.status === 302) {
      const form = { user_name: userName, user_password: password, sysparm_goto_url: pathname + search };
      await instance("/login.do", form);
      answer = await instance(pathname + search);
    }
    const token = /name="sysparm_ck" value="(\w+)"/.exec(await answer.text())?.[1] ?? "";
    const allowed = await instance(pathname + search, { sysparm_ck: token, answer: "allow" });
    const back = new URL(allowed.headers.get("location") ?? "", sandbox.url);
    onBack?.(back.search);
    answered = await sent.comeBack(back.search);
    asked = askedIn(answered.page);
  }
}

/** Presses the button of a link: where the browser is sent to, and how it comes back with what it is given there. */
export async function pressLink(
  bridgeUrl: string,
  { connection, link }: Pick<SignIn, "connection" | "link">,
) {
  const pages = aBrowser(`${bridgeUrl}/api/connections/${connection}`);
  const ticket = new URL(link).searchParams.get("ticket") ?? "";
  const asked = askedIn(await (await pages("/authorize", { ticket })).text());
  if (asked === undefined) throw new Error("The bridge sends the browser nowhere");
  return {
    asked,
    state: new URL(asked).searchParams.get("state") ?? "",
    async comeBack(search: string) {
      const response = await pages(`/authorized${search}`);
      return { status: response.status, page: await response.text() };
    },
  };
}

function askedIn(page: string): string | undefined {
  return /href="([^"]*oauth_auth[^"]*)"/.exec(page)?.[1]?.replaceAll("&amp;", "&");
}

/** Keeps its cookies, and follows nothing by itself. */
function aBrowser(base: string) {
  const cookies = new Map<string, string>();
  return async (path: string, form?: Readonly<Record<string, string>>): Promise<Response> => {
    const response = await fetch(`${base}${path}`, {
      method: form === undefined ? "GET" : "POST",
      headers: {
        cookie: [...cookies].map((pair) => pair.join("=")).join("; "),
        ...(form !== undefined && { origin: new URL(base).origin }),
      },
      ...(form !== undefined && { body: new URLSearchParams(form) }),
      redirect: "manual",
    });
    for (const set of response.headers.getSetCookie()) {
      const [name = "", ...value] = (set.split(";")[0] ?? "").split("=");
      cookies.set(name, value.join("="));
    }
    return response;
  };
}
