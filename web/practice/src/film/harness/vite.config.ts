import { defineConfig } from "vite";

// The recording branch alone on a page, for tests in a real browser; never served to people.
export default defineConfig({
  base: "/",
  build: { target: "es2023", minify: true, emptyOutDir: true },
  worker: { format: "es" },
});
