// usage: node build.mjs [FOLDER]
//
// Builds the files that browsers get into FOLDER, by default where Home Assistant serves them from.
// Prints their sizes and fails where one is larger than it may be.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { build, transform } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const SERVED = resolve(HERE, "../custom_components/greenlight/frontend/dist");
// In this order: what is in one of the shared files, the later ones take from there, so that nothing is there twice.
// Home Assistant loads greenlight.js, which brings lit.js; the others come when a view shows what is in them.
const SHARED = ["lit", "greenlight", "question", "found"];
const FILES = [...SHARED, "waiting", "downloads", "views", "series", "search", "more"];

// Home Assistant serves its modern build from Chrome 131, Firefox 132 and Safari 18.1 on (the pattern in its index.html,
// made from "last 1 year, Firefox ESR, 0.5 %"). The language is older than that; the style needs Chrome 117,
// Firefox 125 and Safari 17.
export const TARGET = ["es2022"];
export const MOST = 40_000;
export const MOST_GZIPPED = 15_000;

/** Stylesheets are text in the module, without their comments and spaces. */
export const styles = {
  name: "styles",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      const { code } = await transform(text, { loader: "css", minify: true, legalComments: "none" });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

/** What a shared file has is taken from it; `owners` tells which file has a module. */
function fromShared(owners) {
  return {
    name: "from-shared",
    setup({ onResolve, resolve: find }) {
      onResolve({ filter: /./ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
        if (kind === "entry-point" || pluginData === "asked") return undefined;
        // The files that are got later name each other as they are served.
        if (kind === "dynamic-import") return { path, external: true };
        const found = await find(path, { importer, resolveDir, kind, pluginData: "asked" });
        const owner = owners.get(found.path);
        if (!owner) return found;
        if (!path.endsWith(".css")) return { path: `./${owner}.js`, external: true, sideEffects: false };
        return { errors: [{ text: `${path} is in ${owner}.js: take its sheet from a module there` }] };
      });
    },
  };
}

const COMMON = {
  bundle: true,
  format: "esm",
  minify: true,
  target: TARGET,
  charset: "utf8",
  legalComments: "none",
  write: false,
  metafile: true,
  tsconfig: join(HERE, "tsconfig.json"),
  absWorkingDir: HERE,
  logLevel: "warning",
};

/** Minified code has line ends in templates only: what is between tags there is no space that anybody sees. */
function tight(file) {
  return file.text.replace(/>\s*\n\s*</g, "><").replace(/\s*\n\s*/g, " ").trim() + "\n";
}

export async function built() {
  const owners = new Map();
  const given = {};
  const files = {};
  for (const name of FILES) {
    const { outputFiles, metafile } = await build({ ...COMMON, entryPoints: [`src/${name === "greenlight" ? "main" : name}.ts`], plugins: [fromShared(owners), styles] });
    const text = (files[`${name}.js`] = tight(outputFiles[0]));
    for (const [owner, one] of taken(text)) {
      if (!given[owner].has(one)) throw new Error(`${name}.js needs ${one} of ${owner}.js, which does not export it`);
    }
    if (!SHARED.includes(name)) continue;
    given[name] = new Set(Object.values(metafile.outputs).flatMap(({ exports }) => exports));
    for (const path of Object.keys(metafile.inputs)) owners.set(resolve(HERE, path), name);
  }
  return files;
}

/** What a file takes from the shared ones: pairs of file and name. */
function taken(text) {
  const imports = text.matchAll(/(?:im|ex)port\{([^}]*)\}from"\.\/(\w+)\.js"/g);
  return [...imports].flatMap(([, names, owner]) => names.split(",").map((name) => [owner, name.split(" as ")[0].trim()]));
}

export async function write(folder) {
  const files = await built();
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  let fits = true;
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(folder, name), text);
    const [size, gzipped] = [Buffer.byteLength(text), gzipSync(text, { level: 9 }).length];
    const large = size > MOST || gzipped > MOST_GZIPPED;
    fits &&= !large;
    console.log(`${name}: ${size} bytes, ${gzipped} gzipped${large ? ` (at most ${MOST} and ${MOST_GZIPPED})` : ""}`);
  }
  return fits;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = (await write(resolve(process.argv[2] ?? SERVED))) ? 0 : 1;
}
