import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// The server serves the build under /practice/; `npm run dev` asks a server that runs beside it for classes.
export default defineConfig({
  base: "/practice/",
  plugins: [react()],
  build: { target: "es2023", sourcemap: false, manifest: true, reportCompressedSize: true },
  worker: { format: "es" },
  test: { include: ["src/**/*.test.ts"], environment: "node", setupFiles: ["src/steady.setup.ts"] },
});
