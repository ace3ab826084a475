import assert from "node:assert/strict";
import { html } from "../../../../cli/audit/html.ts";

describe("html", () => {
  it("escapes what is put in, in text and in attributes", () => {
    const nasty = `<script>alert("1")</script>' onload='x' &amp;`;
    const { text } = html`<p title="${nasty}">${nasty}</p>`;
    assert.doesNotMatch(text.replace(/^<p title="|">|<\/p>$/g, ""), /[<>"']/);
    assert.match(text, /&lt;script&gt;alert\(&quot;1&quot;\)&lt;\/script&gt;&#39; onload=&#39;x&#39; &amp;amp;/);
  });

  it("takes its own pieces and lists of them as they are, and nothing for what is absent", () => {
    assert.equal(
      html`<ul>${["a<", "b"].map((one) => html`<li>${one}</li>`)}${undefined}</ul>`.text,
      "<ul><li>a&lt;</li><li>b</li></ul>",
    );
  });

  it("shows what would hide text or turn it around", () => {
    assert.equal(html`${"a\u202eb\u0007c\nd"}`.text, "a\ufffdb\ufffdc\ufffdd");
  });
});
