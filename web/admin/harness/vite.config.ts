import { defineConfig } from "vitest/config";

// The sound and drawing rooms alone on a page, for tests and measurements in a real browser; never served to people.
export default defineConfig({
  base: "/",
  build: { target: "es2023", minify: false, emptyOutDir: true },
  worker: { format: "es" },
});
