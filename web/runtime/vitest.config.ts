import { defineConfig } from "vitest/config";

// The runtime's tests lie in this workspace, so that they import it as pages do: by its name, through its exports.
// How long one may take says nothing: machines differ.
export default defineConfig({
  test: { include: ["src/**/*.test.ts"], setupFiles: ["src/steady.setup.ts"], testTimeout: 300_000 },
});
