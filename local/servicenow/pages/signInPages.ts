import { type Context, Hono } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { html } from "hono/html";
import type { Session } from "../access/sessions.ts";
import type { StoredRecord } from "../platform/recordStore.ts";
import type { Sandbox } from "../sandbox.ts";
import type { Html } from "./layout.ts";
import { readForm } from "./readForm.ts";

type Parts = {
  readonly sandbox: Sandbox;
  readonly page: (title: string, body: Html) => Html;
};

const cookieName = "glide_user_session";

/** Who has signed in with this browser. */
export function sessionOf({ sessions }: Sandbox, c: Context): Session | undefined {
  return sessions.of(getCookie(c, cookieName));
}

/** Where the sign-in is, and where it leads on to. */
export function signInAddress(path: "/login.do" | "/logout.do", goTo: string): string {
  return `${path}?sysparm_goto_url=${encodeURIComponent(goTo)}`;
}

/**
 * `/login.do` signs in with a password, or goes to single sign-on where that is on; `/side_door.do` always asks for the
 * password, and is where "Not you?" leads.
 */
export function signInPages({ sandbox, page }: Parts): Hono {
  const { properties } = sandbox.instance;
  const app = new Hono();
  const ssoUser = () => properties.get("sandbox.sso.user") ?? "";

  const enter = (c: Context, user: StoredRecord) => {
    sandbox.sessions.end(getCookie(c, cookieName));
    setCookie(c, cookieName, sandbox.sessions.begin(user), { path: "/", httpOnly: true, sameSite: "Lax" });
  };

  app.get("/login.do", (c) => {
    const goTo = ownAddress(c.req.query("sysparm_goto_url"));
    if (ssoUser() === "") return c.html(page("Sign in", signInPage("/login.do", goTo)));
    return c.redirect(`/login_with_sso.do?sysparm_goto_url=${encodeURIComponent(goTo)}`, 302);
  });

  app.get("/side_door.do", (c) => {
    const goTo = ownAddress(c.req.query("sysparm_goto_url"));
    if (ssoUser() !== "" && properties.isOn("sandbox.sso.only")) {
      return c.redirect(`/login_with_sso.do?sysparm_goto_url=${encodeURIComponent(goTo)}`, 302);
    }
    return c.html(page("Sign in", signInPage("/side_door.do", goTo)));
  });

  const signIn = async (c: Context) => {
    const form = await readForm(c);
    const goTo = ownAddress(form["sysparm_goto_url"]);
    const userName = form["user_name"] ?? "";
    const user = sandbox.signIn.withPassword(userName, form["user_password"] ?? "");
    // Accounts for web services only have no interactive session.
    if (user === undefined || user.values["web_service_access_only"] === "true") {
      return c.html(page("Sign in", signInPage(c.req.path, goTo, userName)), 401);
    }
    enter(c, user);
    return c.redirect(goTo, 303);
  };
  app.post("/login.do", signIn);
  app.post("/side_door.do", signIn);

  app.get("/login_with_sso.do", (c) => {
    const goTo = ownAddress(c.req.query("sysparm_goto_url"));
    const user = sandbox.signIn.findUser(ssoUser());
    if (user === undefined)
      return c.redirect(`/side_door.do?sysparm_goto_url=${encodeURIComponent(goTo)}`, 302);
    enter(c, user);
    return c.html(page("Single sign-on", ssoPage(user, goTo)));
  });

  app.get("/logout.do", (c) => {
    sandbox.sessions.end(getCookie(c, cookieName));
    deleteCookie(c, cookieName);
    const goTo = ownAddress(c.req.query("sysparm_goto_url"));
    return c.redirect(`/side_door.do?sysparm_goto_url=${encodeURIComponent(goTo)}`, 302);
  });
  return app;
}

/** Only addresses of this instance. Browsers drop tabs and line breaks, and take a backslash for a slash. */
function ownAddress(wanted: string | undefined): string {
  if (wanted === undefined || !/^\/(?![/\\])[^\p{Cc}]*$/u.test(wanted)) return "/";
  return wanted;
}

function signInPage(action: string, goTo: string, refusedName?: string): Html {
  return html`<div class="card">
    <h1>Sign in</h1>
    ${
      refusedName === undefined ? "" : html`<p class="refused" role="alert">User name or password invalid</p>`
    }
    <form method="post" action="${action}">
      <input type="hidden" name="sysparm_goto_url" value="${goTo}" />
      <label
        >User name
        <input name="user_name" value="${refusedName ?? ""}" autocomplete="username" required autofocus />
      </label>
      <label
        >Password
        <input name="user_password" type="password" autocomplete="current-password" required />
      </label>
      <button class="strong">Log in</button>
    </form>
  </div>`;
}

function ssoPage({ values }: StoredRecord, goTo: string): Html {
  return html`<div class="card">
    <meta http-equiv="refresh" content="0; url=${goTo}" />
    <h1>Contoso single sign-on</h1>
    <p>You are being signed in as <strong>${values["name"]}</strong>, as whom this browser is known.</p>
    <p><a href="${goTo}">Continue</a></p>
  </div>`;
}
