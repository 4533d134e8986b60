import { fileURLToPath } from "node:url";

import { defineConfig } from "vitest/config";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const NOTICE = `/*! Rushes, Apache-2.0. player.js holds Mediabunny, Copyright (c) Vanilagy and contributors, MPL-2.0: https://mozilla.org/MPL/2.0/ ; its source: https://github.com/Vanilagy/mediabunny */`;

export default defineConfig({
  publicDir: false,
  build: {
    outDir: here("../src/rushes/review/web/static"),
    emptyOutDir: false, // the folder also holds files that are not built
    target: "es2022",
    sourcemap: false,
    reportCompressedSize: false,
    lib: {
      entry: { player: here("src/player/index.ts"), room: here("src/room/index.ts") },
      formats: ["es"],
    },
    rolldownOptions: {
      output: { entryFileNames: "[name].js", chunkFileNames: "shared-[name].js", postBanner: NOTICE },
    },
  },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
