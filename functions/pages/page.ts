import { createHash } from "node:crypto";

import type { HttpResponseInit } from "@azure/functions";

import { html, type Html } from "./html.ts";

type Page = {
  readonly title: string;
  readonly body: Html;
  readonly status?: number;
  /** Leads on by itself; without an address, to itself. */
  readonly goOn?: { readonly afterS: number; readonly to?: string };
  /** A whole Set-Cookie header. */
  readonly cookie?: string | undefined;
};

const styles = `
:root { color-scheme: light dark; --line: light-dark(#c9d1d9, #3d444d); --soft: light-dark(#f3f5f7, #1c2128);
  --accent: light-dark(#0b4f8a, #6cb6ff); --bad: light-dark(#a40e26, #ff8182); --good: light-dark(#0b5c43, #58c99b) }
* { box-sizing: border-box }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; background: light-dark(#fff, #12161b);
  color: light-dark(#1f2328, #e6edf3) }
header, main { max-width: 46rem; margin: 0 auto; padding: 1rem }
header { border-bottom: 1px solid var(--line); font-weight: 600 }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 1.2rem 0 .6rem } h2 { font-size: 1.05rem; margin: 1.6rem 0 .4rem }
h1.good { color: var(--good) } h1.bad { color: var(--bad) }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1.2rem; margin: 1rem 0 }
dt { opacity: .8 } dd { margin: 0; overflow-wrap: anywhere }
code { font-size: .92em; background: var(--soft); padding: .1rem .3rem; border-radius: 4px; overflow-wrap: anywhere }
button { font: inherit; font-weight: 600; padding: .6rem 1.2rem; border: 0; border-radius: 6px; cursor: pointer;
  background: var(--accent); color: light-dark(#fff, #12161b) }
a { color: var(--accent) } :focus-visible { outline: 3px solid var(--accent); outline-offset: 3px }
.detail { border-left: 4px solid var(--bad); background: var(--soft); padding: .6rem 1rem; margin: 1rem 0; overflow-wrap: anywhere }
.small { font-size: .9rem; opacity: .85 }
li { margin: .3rem 0 }
@media (max-width: 34rem) { dl { grid-template-columns: 1fr; gap: 0 } dd { margin-bottom: .5rem } }
`;

const stylesHash = createHash("sha256").update(styles).digest("base64");

/**
 * Nothing comes from elsewhere, no script runs, nobody puts the page into a frame, and no address of it (which may have
 * a ticket or a code in it) is told to anybody.
 */
const headers = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "content-security-policy": `default-src 'none'; style-src 'sha256-${stylesHash}'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "cross-origin-opener-policy": "same-origin",
};

/** A whole page of the bridge's own. */
export function page({ title, body, status = 200, goOn, cookie }: Page): HttpResponseInit {
  const refresh =
    goOn === undefined
      ? []
      : [html`<meta http-equiv="refresh" content="${goContent(goOn.afterS, goOn.to)}" />`];
  const { markup } = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        ${refresh}
        <link rel="icon" href="data:," />
        <title>${title} · Azure Ticket Bridge</title>
        ${{ markup: `<style>${styles}</style>` }}
      </head>
      <body>
        <header>Azure Ticket Bridge</header>
        <main>${body}</main>
      </body>
    </html> `;
  return {
    status,
    headers: { ...headers, ...(cookie !== undefined && { "set-cookie": cookie }) },
    body: markup,
  };
}

function goContent(afterS: number, to: string | undefined): string {
  return to === undefined ? String(afterS) : `${afterS}; url=${to}`;
}
