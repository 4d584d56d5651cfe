// usage: node test/run.mjs [NAME...]
//
// Runs the tests, or those whose file begins with one of the names.
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

import { styles } from "../build.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const names = process.argv.slice(2);
const found = (await readdir(HERE)).filter((file) => file.endsWith(".test.ts"));
const wanted = found.filter((file) => !names.length || names.some((name) => file.startsWith(name)));
const folder = await mkdtemp(join(tmpdir(), "card-"));
try {
  await build({
    entryPoints: wanted.map((file) => join(HERE, file)),
    bundle: true, format: "esm", platform: "node", target: "node20", outdir: folder, outExtension: { ".js": ".mjs" },
    loader: { ".json": "json" }, logLevel: "warning", plugins: [styles], sourcemap: "inline",
    tsconfig: join(HERE, "../tsconfig.json"),
  });
  const files = wanted.map((file) => join(folder, file.replace(/\.ts$/, ".mjs")));
  // The reporter that says nothing of what is well.
  const { status } = spawnSync(process.execPath, ["--test", "--test-reporter=dot", ...files], {
    stdio: "inherit", env: { ...process.env, TZ: "Europe/Berlin" },
  });
  process.exitCode = status ?? 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
