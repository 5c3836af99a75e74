import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// The server serves the build under /admin/; `npm run dev` asks a server that runs beside it.
export default defineConfig({
  base: "/admin/",
  plugins: [react()],
  build: { target: "es2023", sourcemap: false, manifest: true, reportCompressedSize: true },
  worker: { format: "es" },
  server: { proxy: { "/api": "http://127.0.0.1:8080" } },
  test: { include: ["src/**/*.test.ts"], environment: "node", setupFiles: ["src/steady.setup.ts"] },
});
