/**
 * Bundles the script and the style of the pages into the package.
 *
 * Usage: node build.mjs [folder]
 */
import { build } from "esbuild";
import { mkdir, readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, "..", "strikemap", "paint", "assets"));

const shared = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  charset: "utf8",
  legalComments: "inline",
  logLevel: "warning",
  target: ["es2022", "chrome110", "firefox115", "safari16.4"],
  loader: { ".png": "dataurl" },
};

await mkdir(out, { recursive: true });
await build({
  ...shared,
  entryPoints: ["src/page.js"],
  format: "iife",
  outfile: join(out, "page.js"),
  alias: { leaflet: "./node_modules/leaflet/dist/leaflet-src.esm.js" },
});
await build({
  ...shared,
  entryPoints: ["src/explore.js"],
  format: "iife",
  outfile: join(out, "explore.js"),
  alias: { leaflet: "./src/leaflet-global.cjs" },
});
for (const name of ["page.css", "explore.css"]) {
  await build({ ...shared, entryPoints: [`src/${name}`], outfile: join(out, name) });
}
for (const name of ["explore.js", "explore.css"]) await refuseTemplateMarks(name);

/**
 * Folium reads what it is given as a template, twice; so these marks must not occur.
 *
 * @param {string} name
 */
async function refuseTemplateMarks(name) {
  const found = (await readFile(join(out, name), "utf8")).match(/\{\{|\{%|\{#/);
  if (found) throw new Error(`${name} holds the template mark ${found[0]}`);
}
