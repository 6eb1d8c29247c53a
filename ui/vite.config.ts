import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** The page, built into `dist/ui`: static files that `muster serve` hands out. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  publicDir: 'public',
  build: {
    outDir: fileURLToPath(new URL('../dist/ui', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    reportCompressedSize: false,
    // Data URLs would ask for more of the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
