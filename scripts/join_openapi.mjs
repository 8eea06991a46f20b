// node scripts/join_openapi.mjs OUT FRAGMENT...: joins the fragments of an OpenAPI document, in this order, and writes the
// whole. A fragment is a part of the document (its paths, its components); a place that two of them fill is an error.
import { readFileSync, writeFileSync } from "node:fs";

function join(whole, part, at) {
  for (const [key, value] of Object.entries(part)) {
    const place = `${at}/${key}`;
    if (!(key in whole)) whole[key] = value;
    // Sections are joined; what they hold (a path, a schema) belongs to one fragment.
    else if (["/paths", "/components"].includes(place) || at === "/components") join(whole[key], value, place);
    else throw new Error(`${place} is there twice`);
  }
}

const [out, ...fragments] = process.argv.slice(2);
const whole = {};
for (const fragment of fragments) {
  try {
    join(whole, JSON.parse(readFileSync(fragment, "utf8")), "");
  } catch (error) {
    console.error(`${fragment}: ${error.message}`);
    process.exit(1);
  }
}
writeFileSync(out, JSON.stringify(whole, null, 1) + "\n");
