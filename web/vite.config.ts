/// <reference types="vitest/config" />
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** One entry an island; Django finds the built names in `manifest.json` (see beholden/project/assets.py). */
export default defineConfig({
  root: here("."),
  base: "/static/",
  publicDir: here("static"),
  css: {
    preprocessorOptions: {
      // Bootstrap 5 still speaks the older Sass; its own notices are not ours to mend.
      scss: { quietDeps: true, silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"] },
    },
  },
  worker: { format: "es" },
  logLevel: "warn",
  build: {
    outDir: here("dist"),
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    rollupOptions: {
      // pluginTimings: how long the styles take is nothing a person who starts Beholden can act on
      checks: { eval: false, pluginTimings: false }, // htmx holds an eval that `allowEval: false` and our CSP both forbid
      input: {
        shell: here("islands/shell/main.ts"),
        wall: here("islands/wall/main.ts"),
        play: here("islands/play/main.ts"),
        review: here("islands/review/main.ts"),
        map: here("islands/map/main.ts"),
        pin: here("islands/pin/main.ts"),
        passkey: here("islands/passkey/main.ts"),
        phone: here("islands/phone/main.ts"),
        "phone-worker": here("islands/phone/worker.ts"),
      },
    },
  },
  test: { environment: "node", include: ["islands/**/*.test.ts"] },
});
