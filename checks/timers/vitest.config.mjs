import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // As for a package that is installed: Node loads it, not Vitest.
    server: { deps: { external: [/\/dist\//] } },
  },
});
