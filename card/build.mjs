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
const FIRST = "greenlight";
// Got by the first: the lists at once, the rest when it is opened.
const OTHERS = ["lists", "views", "more"];

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

/** What is in the first file is taken from there, so that Lit and the rest are there once. */
function fromFirst(inputs) {
  return {
    name: "from-first",
    setup({ onResolve, resolve: find }) {
      onResolve({ filter: /./ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
        if (kind === "entry-point" || pluginData === "asked") return undefined;
        const found = await find(path, { importer, resolveDir, kind, pluginData: "asked" });
        if (!inputs.has(found.path)) return found;
        if (!path.endsWith(".css")) return { path: `./${FIRST}.js`, external: true, sideEffects: false };
        return { errors: [{ text: `${path} is in the first file: take its sheet from src/part.ts` }] };
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
  const first = await build({
    ...COMMON, entryPoints: ["src/main.ts"], external: OTHERS.map((name) => `./${name}.js`), plugins: [styles],
  });
  const inputs = new Set(Object.keys(first.metafile.inputs).map((path) => resolve(HERE, path)));
  const given = new Set(Object.values(first.metafile.outputs).flatMap(({ exports }) => exports));
  const files = { [`${FIRST}.js`]: tight(first.outputFiles[0]) };
  for (const name of OTHERS) {
    const other = await build({ ...COMMON, entryPoints: [`src/${name}.ts`], plugins: [fromFirst(inputs), styles] });
    files[`${name}.js`] = tight(other.outputFiles[0]);
    const missing = taken(files[`${name}.js`]).filter((one) => !given.has(one));
    if (missing.length) throw new Error(`${name}.js needs ${missing.join(", ")}: name them in src/kit.ts`);
  }
  return files;
}

/** What a file takes from the first. */
function taken(text) {
  const imports = text.matchAll(/import\{([^}]*)\}from"\.\/greenlight\.js"/g);
  return [...imports].flatMap(([, names]) => names.split(",").map((name) => name.split(" as ")[0].trim()));
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
