import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const output = here('../dist/ui');

/** The page, built into `dist/ui`: static files that `muster serve` hands out. */
export default defineConfig({
  root: here('.'),
  publicDir: 'public',
  // One clear error is better than the marks of a library's own modules.
  logLevel: 'error',
  plugins: [compressed()],
  build: {
    outDir: output,
    emptyOutDir: true,
    target: 'es2022',
    reportCompressedSize: false,
    // Data URLs would ask for more of the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      onLog(level, log, handle) {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handle(level, log);
      },
    },
  },
});

/** Scripts and styles compressed once, instead of for everybody who asks. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    async closeBundle() {
      const files = await readdir(join(output, 'assets'));
      await Promise.all(files.filter((file) => /\.(js|css)$/.test(file)).map(compress));
    },
  };
}

async function compress(file: string): Promise<void> {
  const path = join(output, 'assets', file);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
  await writeFile(`${path}.br`, await promisify(brotliCompress)(await readFile(path), { params }));
}
