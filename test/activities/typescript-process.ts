import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

/** A Node process of its own that runs TypeScript of this repository: one that a test may kill. */
export interface TypeScriptProcess {
  child: ChildProcess;
  remove(): Promise<void>;
}

const root = resolve(import.meta.dirname, '../..');

/** `code` may import modules of the repository by paths from its root, like `./activities/x.js`. */
export async function runTypeScript(code: string): Promise<TypeScriptProcess> {
  // Inside node_modules, so that packages are found.
  const cache = join(root, 'node_modules/.cache');
  await mkdir(cache, { recursive: true });
  const out = await mkdtemp(join(cache, 'muster-test-'));
  await writeFile(join(out, 'package.json'), '{ "type": "module" }');
  await emit(code, join(root, 'main.ts'), out, new Set());
  const child = spawn(process.execPath, [join(out, 'main.js')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  return { child, remove: () => rm(out, { recursive: true, force: true }) };
}

async function emit(code: string, file: string, out: string, done: Set<string>): Promise<void> {
  if (done.has(file)) return;
  done.add(file);
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
  });
  const target = join(out, relative(root, file)).replace(/\.ts$/, '.js');
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, outputText);
  for (const [, path] of outputText.matchAll(/(?:from|import\()\s*['"](\.[^'"]+)\.js['"]/g)) {
    const imported = `${resolve(dirname(file), path ?? '')}.ts`;
    // An example in a comment or message imports a file that is not there.
    if (!existsSync(imported)) continue;
    await emit(await readFile(imported, 'utf8'), imported, out, done);
  }
}
