import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { offline } from "./vite.offline.ts";

// The server serves the build under /practice/; `npm run dev` asks a server that runs beside it for classes.
export default defineConfig({
  base: "/practice/",
  plugins: [react(), offline()],
  build: {
    target: "es2023",
    sourcemap: false,
    manifest: true,
    reportCompressedSize: true,
    rolldownOptions: {
      input: ["index.html", "src/sw/sw.ts"],
      output: {
        entryFileNames: ({ name }) => (name === "sw" ? "sw.js" : "assets/[name]-[hash].js"),
      },
    },
  },
  worker: { format: "es" },
  server: {
    proxy: Object.fromEntries(
      ["/channels", "/packs", "/o", "/practice/config.json", "/practice/models"].map((path) => [
        path,
        "http://127.0.0.1:8080",
      ]),
    ),
  },
  test: { include: ["src/**/*.test.ts"], environment: "node", setupFiles: ["src/steady.setup.ts"] },
});
