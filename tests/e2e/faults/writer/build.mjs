/** `node build.mjs OUT`: make the page in OUT from the shipped client. */
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const PWA = fileURLToPath(new URL("../../../../pwa/", import.meta.url));
const out = process.argv[2];

const require = createRequire(join(PWA, "package.json"));
const { build } = await import(pathToFileURL(require.resolve("vite")));
await build({
  configFile: false,
  logLevel: "error",
  root: PWA,
  resolve: { alias: { "@": join(PWA, "src") } },
  build: {
    outDir: out,
    emptyOutDir: false,
    target: "chrome120",
    rollupOptions: {
      input: join(HERE, "writer.js"),
      output: { entryFileNames: "writer.js" },
    },
  },
});
writeFileSync(
  join(out, "index.html"),
  '<!doctype html><meta charset="utf-8"><title>writer</title><script type="module" src="/writer.js"></script>\n',
);
