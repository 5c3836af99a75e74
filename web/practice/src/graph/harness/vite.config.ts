import { defineConfig } from "vite";

// The graph alone on a page, for tests in a real browser and for the bench; never served to people.
export default defineConfig({
  base: "/",
  build: { target: "es2023", minify: true, emptyOutDir: true },
  worker: { format: "es" },
});
