/**
 * Bundles the script and the style of the pages into the package.
 *
 * Usage: node build.mjs [folder]
 */
import { build } from "esbuild";
import { mkdir } from "node:fs/promises";
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
await build({ ...shared, entryPoints: ["src/page.css"], outfile: join(out, "page.css") });
