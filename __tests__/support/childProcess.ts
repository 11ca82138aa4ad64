import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const sources = fileURLToPath(new URL('../../src', import.meta.url));

/**
 * Runs a module in a process of its own: for what ends a process, or needs flags of Node. It imports the sources, by
 * paths within src, and gets only those that it imports; nothing needs to be built before.
 */
export function runInChild(module: string, ...flags: string[]) {
  const { outputFiles } = buildSync({
    stdin: { contents: module, resolveDir: sources, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'es2022',
  });
  const code = outputFiles[0]?.text;
  return spawnSync(process.execPath, [...flags, '--input-type=module', '-'], { input: code, encoding: 'utf8' });
}
