/**
 * Bundles the script and the style of the pages into the package, and beside them what the
 * pages of a user's folium map load from elsewhere.
 *
 * Usage: node build.mjs [folder]
 */
import { build, transform } from "esbuild";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { inflateSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, "..", "strikemap", "paint", "assets"));
const modules = join(here, "node_modules");

const shared = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  charset: "utf8",
  legalComments: "inline",
  logLevel: "warning",
  target: ["es2022", "chrome110", "firefox115", "safari16.4"],
  loader: { ".png": "dataurl", ".woff2": "dataurl" },
};

/** Pictures for dense screens and older kinds of fonts would double the size of a page. */
const lighter = {
  name: "lighter",
  setup({ onLoad }) {
    onLoad({ filter: /@2x\.png$/ }, async ({ path }) => ({
      contents: await readFile(path.replace("@2x", "")),
      loader: "dataurl",
    }));
    onLoad({ filter: /\.ttf$/ }, () => ({
      contents: "",
      loader: "dataurl",
    }));
  },
};

/** Leaflet asks for the drawings of Internet Explorer by an exception, which costs a page a tenth of its start. */
const withoutVml = {
  name: "without-vml",
  setup({ onLoad }) {
    onLoad({ filter: /SVG\.VML\.js$/ }, () => ({ contents: "export const vmlCreate = null, vmlMixin = null;" }));
  },
};

const LICENCES = {
  leaflet: "LICENSE",
  "leaflet-folium": "LICENSE",
  jquery: "LICENSE.txt",
  bootstrap: "LICENSE",
  bootstrap3: "LICENSE",
  "@fortawesome/fontawesome-free": "LICENSE.txt",
  "leaflet.awesome-markers": "LICENSE",
  fflate: "LICENSE",
  "@ibm/plex-sans": "LICENSE.txt",
  "@ibm/plex-sans-arabic": "LICENSE.txt",
  "@ibm/plex-sans-hebrew": "LICENSE.txt",
};
const leafletLicence = (await readFile(join(modules, "leaflet/LICENSE"), "utf8")).trim();
const leafletVersion = JSON.parse(await readFile(join(modules, "leaflet/package.json"), "utf8")).version;
const fflateLicence = (await readFile(join(modules, "fflate/LICENSE"), "utf8")).trim();

await mkdir(out, { recursive: true });
await bundle("page.js", "src/page.js", "./src/leaflet-used.js", {
  js: `/*! Leaflet ${leafletVersion}\n${leafletLicence}\n*/\n/*! fflate\n${fflateLicence}\n*/`,
});
await bundle("explore.js", "src/explore.js", "./src/leaflet-global.cjs", {
  js: `/*! fflate\n${fflateLicence}\n*/`,
});
await build({ ...shared, entryPoints: ["src/widget.js"], format: "esm", outfile: join(out, "widget.js") });
await style("page.css", "src/page.css");
await style("explore.css", "src/explore.css");
for (const name of ["explore.js", "explore.css"]) await refuseTemplateMarks(name);

await script("folium-leaflet.js", "leaflet-folium/dist/leaflet.js", await pins());
await script("folium-jquery.js", "jquery/dist/jquery.min.js");
await script("folium-bootstrap.js", "bootstrap/dist/js/bootstrap.bundle.min.js");
await script("folium-awesome-markers.js", "leaflet.awesome-markers/dist/leaflet.awesome-markers.js");
await style("folium-leaflet.css", "node_modules/leaflet-folium/dist/leaflet.css");
await style("folium-bootstrap.css", "node_modules/bootstrap/dist/css/bootstrap.min.css");
await style(
  "folium-awesome-markers.css",
  "node_modules/leaflet.awesome-markers/dist/leaflet.awesome-markers.css",
);
await icons("folium-fontawesome.css", "@fortawesome/fontawesome-free/css");
await glyphicons("folium-glyphicons.css", "bootstrap3/dist/css/bootstrap.css");

for (const face of ["Sans-Regular", "Sans-Bold", "Sans-Italic"]) await typeface("plex-sans", face);
for (const script of ["Arabic", "Hebrew"])
  for (const weight of ["Regular", "Bold"])
    await typeface(`plex-sans-${script.toLowerCase()}`, `Sans${script}-${weight}`);

await licences("licences.txt");

async function bundle(name, entry, leaflet, banner = {}) {
  const outfile = join(out, name);
  const plugins = [withoutVml];
  await build({ ...shared, entryPoints: [entry], format: "iife", outfile, alias: { leaflet }, banner, plugins });
}

async function style(name, entry) {
  const outfile = join(out, name);
  await build({ ...shared, entryPoints: [entry], outfile, plugins: [lighter] });
}

/** Leaflet's own pin as data, where Leaflet would look for files beside its script. */
async function pins() {
  const folder = join(modules, "leaflet-folium/dist/images");
  const data = async (name) =>
    `data:image/png;base64,${(await readFile(join(folder, name))).toString("base64")}`;
  const iconUrl = await data("marker-icon.png");
  const shadowUrl = await data("marker-shadow.png");
  const options = JSON.stringify({ iconUrl, iconRetinaUrl: iconUrl, shadowUrl });
  return `;delete L.Icon.Default.prototype._getIconUrl;L.Icon.Default.mergeOptions(${options});`;
}

async function script(name, path, more = "") {
  const text = await readFile(join(modules, path), "utf8");
  const { code } = await transform(text.replace(/\n\/\/# sourceMappingURL=.*/, "\n") + more, {
    minify: true,
    charset: "utf8",
    legalComments: "inline",
  });
  await writeFile(join(out, name), code);
}

/** The icons of Font Awesome that are not brands, each font once. */
async function icons(name, folder) {
  const sheets = ["fontawesome", "solid", "regular"];
  const contents = sheets.map((one) => `@import "./${one}.min.css";`).join("\n");
  const stdin = { contents, loader: "css", resolveDir: join(modules, folder) };
  const outfile = join(out, name);
  const loader = { ...shared.loader, ".ttf": "empty" };
  await build({ ...shared, loader, stdin, outfile });
}

/** One face of the print's typeface, unpacked: its tables as they are, under a plain header. */
async function typeface(name, face) {
  const file = `IBMPlex${face}`;
  const woff = await readFile(join(modules, "@ibm", name, "fonts/complete/woff", `${file}.woff`));
  await writeFile(join(out, `${file}.ttf`), unpacked(woff));
}

/**
 * What a WOFF 1.0 holds, as TrueType.
 *
 * @param {Buffer} woff
 */
function unpacked(woff) {
  const count = woff.readUInt16BE(12);
  const head = Buffer.alloc(12 + 16 * count);
  const bodies = [];
  const power = Math.floor(Math.log2(count));
  head.writeUInt32BE(woff.readUInt32BE(4), 0);
  [count, 16 << power, power, 16 * count - (16 << power)].forEach((value, at) =>
    head.writeUInt16BE(value, 4 + 2 * at),
  );
  let end = head.length;
  for (let table = 0; table < count; table++) {
    const from = 44 + 20 * table;
    const [start, packed, length] = [4, 8, 12].map((at) => woff.readUInt32BE(from + at));
    const stored = woff.subarray(start, start + packed);
    const to = 12 + 16 * table;
    woff.copy(head, to, from, from + 4);
    woff.copy(head, to + 4, from + 16, from + 20);
    head.writeUInt32BE(end, to + 8);
    head.writeUInt32BE(length, to + 12);
    bodies.push(packed < length ? inflateSync(stored) : stored, Buffer.alloc(-length & 3));
    end += length + (-length & 3);
  }
  return Buffer.concat([head, ...bodies]);
}

/** The licence texts of everything that travels in a page. */
async function licences(name) {
  const texts = [];
  for (const one of Object.keys(LICENCES)) {
    const { version, license } = JSON.parse(await readFile(join(modules, one, "package.json"), "utf8"));
    const text = await readFile(join(modules, one, LICENCES[one]), "utf8");
    texts.push(`${one} ${version} (${license ?? "see below"})\n\n${text.trim()}\n`);
  }
  await writeFile(join(out, name), texts.join(`\n${"-".repeat(72)}\n\n`));
}

/** The glyphicons alone out of Bootstrap 3, with its licence line. */
async function glyphicons(name, path) {
  const folder = dirname(join(modules, path));
  const text = await readFile(join(modules, path), "utf8");
  const font = await readFile(join(folder, "../fonts/glyphicons-halflings-regular.woff2"));
  const licence = text.match(/\/\*![\s\S]*?\*\//)?.[0] ?? "";
  const rules = text.match(/^\.glyphicon[^{]*\{[^}]*\}/gm) ?? [];
  const face = `@font-face{font-family:"Glyphicons Halflings";src:url(data:font/woff2;base64,${font.toString("base64")})}`;
  const { code } = await transform([face, ...rules].join("\n"), { loader: "css", minify: true });
  await writeFile(join(out, name), `${licence}\n${code}`);
}

/**
 * Folium reads what it is given as a template, twice; so these marks must not occur.
 *
 * @param {string} name
 */
async function refuseTemplateMarks(name) {
  const found = (await readFile(join(out, name), "utf8")).match(/\{\{|\{%|\{#/);
  if (found) throw new Error(`${name} holds the template mark ${found[0]}`);
}
