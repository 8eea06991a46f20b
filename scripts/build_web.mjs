// Bundles a page, or runs the tests of page code:
//   node scripts/build_web.mjs page FOLDER OUT    FOLDER/app.tsx and app.css into OUT, beside index.html and icon.svg
//   node scripts/build_web.mjs test FOLDER OUT    FOLDER/*.test.ts with what they test into OUT; runs them in Node
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

// "hookloop:event_types": what the console calls each event type, from the catalogue's one manifest.
const eventTypes = {
  name: "event_types",
  setup(bundle) {
    bundle.onResolve({ filter: /^hookloop:event_types$/ }, ({ path }) => ({ path, namespace: "event_types" }));
    bundle.onLoad({ filter: /.*/, namespace: "event_types" }, () => {
      const manifest = readFileSync(join(root, "shared/schema/event_types.def"), "utf8");
      const rows = [...manifest.matchAll(/^HOOKLOOP_EVENT_TYPE\((\w+), "([^"]+)",/gm)];
      if (rows.length === 0) throw new Error("shared/schema/event_types.def has no rows that can be read");
      const names = Object.fromEntries(rows.map(([, id, consoleName]) => [id, consoleName]));
      return { contents: `export const consoleNames = ${JSON.stringify(names)};`, loader: "js" };
    });
  },
};

const common = {
  bundle: true,
  charset: "utf8",
  logLevel: "warning",
  plugins: [eventTypes],
  tsconfig: join(root, "shared/web/tsconfig.json"),
};

async function buildPage(folder, out) {
  mkdirSync(out, { recursive: true });
  await build({
    ...common,
    entryPoints: { app: join(folder, "app.tsx") },
    outdir: out,
    format: "iife",
    target: ["chrome110", "firefox115", "safari16.4"],
    minify: true,
    legalComments: "none",
  });
  await build({ ...common, entryPoints: [join(folder, "app.css")], outdir: out, minify: true, legalComments: "none" });
  for (const file of ["index.html", "icon.svg"]) copyFileSync(join(folder, file), join(out, file));
}

async function runTests(folder, out) {
  const tests = readdirSync(folder).filter((file) => file.endsWith(".test.ts"));
  if (tests.length === 0) throw new Error(`there is no *.test.ts in ${folder}`);
  rmSync(out, { recursive: true, force: true });
  await build({
    ...common,
    entryPoints: tests.map((file) => join(folder, file)),
    outdir: out,
    outExtension: { ".js": ".mjs" },
    format: "esm",
    platform: "node",
    target: "node18",
  });
  const bundles = tests.map((file) => join(out, file.replace(/\.ts$/, ".mjs")));
  return spawnSync(process.execPath, ["--test", ...bundles], { stdio: "inherit" }).status ?? 1;
}

const [what, folder, out] = process.argv.slice(2);
if (what === "page" && out) {
  await buildPage(folder, out);
} else if (what === "test" && out) {
  process.exitCode = await runTests(folder, out);
} else {
  console.error("usage: build_web.mjs page|test FOLDER OUT");
  process.exitCode = 2;
}
