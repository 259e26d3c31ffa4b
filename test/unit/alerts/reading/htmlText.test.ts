import { describe, expect, it } from "vitest";
import { htmlToText } from "../../../../shared/alerts/reading/htmlText.ts";

describe("HTML as text", () => {
  it.each([
    ["plain text", "Nothing to do", "Nothing to do"],
    ["paragraphs and breaks", "<p>One</p>\n<p>Two<br/>Three</p>", "One\nTwo\nThree"],
    ["lists", "<ul><li>One</li><li>Two</li></ul>", "- One\n- Two"],
    ["tables", "<tr><td>Storage</td><td>West Europe</td></tr>", "Storage West Europe"],
    ["inline markup", "<strong>Very</strong> <em class='x'>bad</em>", "Very bad"],
    [
      "entities",
      "a &lt; b &amp;&amp; c &#39;d&#39; &#x41;&nbsp;&quot;e&quot; &unknown;",
      "a < b && c 'd' A \"e\" &unknown;",
    ],
    ["entities once only", "&amp;lt;script&amp;gt;", "&lt;script&gt;"],
    ["characters that must not be", "a&#0;b&#27;c&#xd800;d&#9999999;e", "abcde"],
    [
      "links with their address",
      '<a href="https://contoso.com/a?b=1&amp;c=2">Read</a> on',
      "Read (https://contoso.com/a?b=1&c=2) on",
    ],
    ["links that lead nowhere good", '<a href="javascript:alert(1)">Read</a>', "Read"],
    ["scripts and styles", "a<script>alert('<p>')</script>b<STYLE>p{}</STYLE>c", "abc"],
    ["a script that never ends", "a<script>alert(1)", "a"],
    ["comments", "a<!-- x -->b", "ab"],
    ["a sign for less", "5 < 6 and 7 <8", "5 < 6 and 7 <8"],
    ["a tag that never ends", "a <b", "a <b"],
    ["much white space", "  a \t  b  \n\n\n  c ", "a b\nc"],
    ["nothing", "<p></p>", ""],
  ])("of %s", (_, html, text) => {
    expect(htmlToText(html)).toBe(text);
  });
});
