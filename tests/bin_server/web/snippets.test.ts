import assert from "node:assert/strict";
import { test } from "node:test";
import { snippetsFor } from "bin_server/web/snippets";

const URL_OF_BIN = "http://127.0.0.1:8080/b/bin_01";

test("emitter comes first, and every snippet calls the bin", () => {
  const snippets = snippetsFor(URL_OF_BIN);
  assert.equal(
    snippets[0]?.text,
    `emitter trigger PROJECT_VERSION_CREATE \\\n  --url ${URL_OF_BIN} \\\n  --set /version/name='Version #1'`,
  );
  for (const { key, text } of snippets) assert.ok(text.includes(URL_OF_BIN), key);
  assert.equal(new Set(snippets.map((snippet) => snippet.key)).size, snippets.length);
});
