import { html, raw } from "hono/html";

/** A piece of a page; everything put into it is escaped. */
export type Html = ReturnType<typeof html>;

type Page = {
  readonly title: string;
  readonly body: Html;
  /** Reloads by itself. */
  readonly refreshSeconds?: number | undefined;
  /** Who is signed in; stands top right. */
  readonly corner?: Html | undefined;
  /** Whether the page of faults is there. */
  readonly hasSwitches: boolean;
};

const styles = raw(`<style>
:root { color-scheme: light dark; --line: light-dark(#c9d1d9, #3d444d); --soft: light-dark(#f3f5f7, #1c2128);
  --accent: light-dark(#0b5c43, #58c99b); --bad: light-dark(#a40e26, #ff8182); }
* { box-sizing: border-box }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; background: light-dark(#fff, #12161b);
  color: light-dark(#1f2328, #e6edf3) }
header, main { max-width: 84rem; margin: 0 auto; padding: .75rem 1rem }
header { display: flex; gap: 1.5rem; flex-wrap: wrap; align-items: baseline; border-bottom: 1px solid var(--line) }
a { color: var(--accent) } :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
.skip { position: absolute; left: -100rem } .skip:focus { left: 1rem }
h1 { font-size: 1.4rem; margin: 1rem 0 .5rem } h2 { font-size: 1.1rem; margin: 1.5rem 0 .5rem }
table { border-collapse: collapse; width: 100% } .scroll { overflow-x: auto }
th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top }
caption { text-align: left; padding: .25rem .6rem; opacity: .8 }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: .75rem; margin: 0 }
dt { font-size: .85rem; opacity: .8 } dd { margin: 0; overflow-wrap: anywhere }
.text { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--soft); padding: .6rem; border-radius: 6px }
form.row { display: flex; flex-wrap: wrap; gap: .6rem; align-items: end; margin: .5rem 0 }
label { display: grid; font-size: .9rem; gap: .15rem }
form:not(.record) > label:has(> [type=checkbox]) { display: flex; flex-direction: row-reverse; gap: .4rem; padding: .5rem 0 }
form.record { max-width: 52rem; margin: .5rem 0 } form.record label, form.record > div { display: grid; grid-template-columns: 14rem 1fr; gap: .3rem 1rem;
  align-items: center; padding: .2rem 0 } form.record [type=checkbox] { justify-self: start } form.record p { margin: .6rem 0 .6rem 15rem }
.record dl { display: grid; grid-template-columns: 14rem 1fr; gap: .3rem 1rem; align-items: baseline } .record dl div { display: contents }
form.record > div span { font-size: .9rem } @media (max-width: 40rem) { form.record label, form.record > div, .record dl { grid-template-columns: 1fr } form.record p { margin-left: 0 } }
.whole { white-space: nowrap } td code { overflow-wrap: anywhere }
input, select, textarea, button { font: inherit; padding: .35rem .6rem; border: 1px solid var(--line);
  border-radius: 6px; background: light-dark(#fff, #1c2128); color: inherit; max-width: 100% }
button { cursor: pointer; background: var(--soft) } button.strong { border-color: var(--accent) }
button.danger { color: var(--bad); border-color: var(--bad) }
.refused { border-left: 4px solid var(--bad); padding: .5rem 1rem; white-space: pre-wrap }
article { border-left: 3px solid var(--line); padding: 0 0 0 .8rem; margin: .8rem 0 }
article.comments { border-color: var(--accent) } article header { display: block; border: 0; padding: 0; margin: 0;
  font-size: .85rem; opacity: .8 }
.card { max-width: 34rem; margin: 2rem auto; padding: .5rem 1.5rem 1.25rem; border: 1px solid var(--line); border-radius: 8px }
.card form:not(.row) { display: grid; gap: .8rem; justify-items: start } .card label { width: 100% } .corner { margin-left: auto }
summary { cursor: pointer; padding: .3rem 0 } details dl { padding: .5rem 0 } select { min-width: 0 } code { font-size: .9em }
</style>`);

export function layout({ title, body, refreshSeconds, corner, hasSwitches }: Page): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        ${refreshSeconds === undefined ? "" : html`<meta http-equiv="refresh" content="${refreshSeconds}" />`}
        <title>${title} · ServiceNow sandbox</title>
        ${styles}
      </head>
      <body>
        <a class="skip" href="#content">Skip to content</a>
        <header>
          <strong><a href="/">ServiceNow sandbox</a></strong>
          <nav aria-label="Pages">
            <a href="/incident_list.do">Incidents</a> ·
            <a href="/oauth_entity_list.do">Application registry</a> ·
            <a href="/oauth_credential_list.do">Manage tokens</a> · <a href="/sys_user_list.do">Users</a>
            ${hasSwitches ? html` · <a href="/sandbox">Faults and switches</a>` : ""}
          </nav>
          ${corner === undefined ? "" : html`<span class="corner">${corner}</span>`}
        </header>
        <main id="content">${body}</main>
      </body>
    </html>`;
}

/** What ServiceNow's rules said no to. */
export function refusedMessage(text: string | undefined): Html | "" {
  return text === undefined
    ? ""
    : html`<p class="refused" role="alert"><strong>Refused.</strong> ${text}</p>`;
}
