import { describe, expect, it } from "vitest";
import { journalHtml } from "../../../../../local/servicenow/pages/journalHtml.ts";

describe("journal text on a page", () => {
  it.each([
    ["plain <b>text</b>", "plain &lt;b&gt;text&lt;/b&gt;"],
    ["a [code]<b>bold</b>[/code] z", "a <b>bold</b> z"],
    ['[code]<p class="x" onclick="evil()">hi</p>[/code]', "<p>hi</p>"],
    ["[code]x<script>evil()</script>y[/code]", "xy"],
    ["[code]x<style>p{}</style><iframe src=//e></iframe>y[/code]", "xy"],
    ["[code]x<script>evil()[/code]", "x"],
    ["[code]<img src=x onerror=evil()>[/code]", ""],
    ["[code]<svg/onload=evil()>[/code]", ""],
    ["[code]</div></main><b>out[/code]", "<b>out</b>"],
    ["[code]<ul><li>one[/code]<b>", "<ul><li>one</li></ul>&lt;b&gt;"],
    ["[code]<b><i>x</b>y[/code]", "<b><i>x</i></b>y"],
    ["[code]a<br/>b[/code]", "a<br>b"],
    ["[code]1 < 2 &amp; 3[/code]", "1 &lt; 2 &amp; 3"],
    [
      '[code]<a href="https://portal.contoso.example/?a=1&amp;b=2">p</a>[/code]',
      '<a href="https://portal.contoso.example/?a=1&amp;b=2" rel="noreferrer noopener">p</a>',
    ],
    ['[code]<a href="javascript:evil()">p</a>[/code]', "<a>p</a>"],
    ["[code]<a href=' java&#x73;cript:x'>p</a>[/code]", "<a>p</a>"],
    [
      `[code]<a href='https://x" onmouseover="evil()'>p</a>[/code]`,
      '<a href="https://x&quot; onmouseover=&quot;evil()" rel="noreferrer noopener">p</a>',
    ],
    ["[code]<<b>b>[/code]", "&lt;<b>b&gt;</b>"],
    ["[code]never ends <b>", "[code]never ends &lt;b&gt;"],
    ["[code]<!-- <b> -->x[/code]", "x"],
  ])("%s", (text, expected) => {
    expect(journalHtml(text)).toBe(expected);
  });
});
