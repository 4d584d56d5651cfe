// usage: node dev/serve.mjs [PORT]
//
// Shows the card with invented data at http://127.0.0.1:PORT/, built anew for each page. What is shown stands in the
// address, as page.ts reads it: ?view=waiting&compact&theme=dark&scene=lost
import { readFile, readdir } from "node:fs/promises";
import { createServer } from "node:http";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

import { built } from "../build.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = resolve(HERE, "../..");
const TEXTS = join(ROOT, "custom_components/greenlight/translations/en.json");
const HTML = "text/html; charset=utf-8";
const SCRIPT = "text/javascript; charset=utf-8";
const JSON_ = "application/json";

/** The strings as Home Assistant gives them to browsers: by their full keys. */
async function texts() {
  const flat = {};
  const walk = (node, key) => {
    if (typeof node === "string") flat[key] = node;
    else for (const [name, value] of Object.entries(node)) walk(value, `${key}.${name}`);
  };
  const all = JSON.parse(await readFile(TEXTS, "utf8"));
  for (const section of ["common", "config_panel"]) walk(all[section] ?? {}, `component.greenlight.${section}`);
  return flat;
}

/** The signs that Home Assistant's frontend brings, where it is installed beside this. */
async function signs() {
  const found = {};
  for (const lib of await readdir(join(ROOT, ".venv/lib")).catch(() => [])) {
    const folder = join(ROOT, ".venv/lib", lib, "site-packages/hass_frontend/static/mdi");
    for (const file of await readdir(folder).catch(() => [])) {
      if (!/^[0-9a-f]{40}\.json$/.test(file)) continue;
      Object.assign(found, JSON.parse(await readFile(join(folder, file), "utf8")));
    }
  }
  return found;
}

async function page() {
  const { outputFiles } = await build({
    entryPoints: [join(HERE, "page.ts")], bundle: true, format: "esm", target: "es2022", write: false, charset: "utf8",
    tsconfig: join(HERE, "../tsconfig.json"), loader: { ".json": "json" }, external: ["/greenlight/*"],
  });
  return outputFiles[0].text;
}

async function poster(name) {
  const inside = JSON.parse(await readFile(join(HERE, "posters.json"), "utf8"))[name];
  return inside && `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 72 108">${inside}</svg>`;
}

let files;
let loaded;

async function answer(path) {
  if (path === "/") {
    files = await built();
    return [HTML, await readFile(join(HERE, "index.html"))];
  }
  if (path === "/page.js") return [SCRIPT, await page()];
  if (path === "/texts.json") return [JSON_, JSON.stringify(await texts())];
  if (path === "/signs.json") return [JSON_, JSON.stringify((loaded ??= await signs()))];
  const name = path.split("/").pop();
  if (path.startsWith("/greenlight/")) return [SCRIPT, (files ??= await built())[name]];
  if (path.startsWith("/api/greenlight/poster/")) return ["image/svg+xml", await poster(name)];
  return [];
}

createServer(async (request, response) => {
  try {
    const [type, body] = await answer(new URL(request.url, "http://127.0.0.1").pathname);
    response.writeHead(body ? 200 : 404, { "Content-Type": type ?? "text/plain", "Cache-Control": "no-store" });
    response.end(body ?? "");
  } catch (error) {
    console.error(error);
    response.writeHead(500).end();
  }
}).listen(Number(process.argv[2] ?? 8099), "127.0.0.1", function () {
  console.log(`http://127.0.0.1:${this.address().port}/`);
});
