// Compiles src into dist. The compiler writes next to dist, and one rename puts the result in place: no stale file of
// an earlier build survives, and neither a failed nor a concurrent build leaves half a dist behind.
import { spawnSync } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { program } from 'commander';

program.name('npm run build --').description('Compiles src into dist.').showSuggestionAfterError(false).parse();

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const fresh = `.build-${process.pid}`;

const tsc = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '--outDir', fresh], {
  cwd: root,
  stdio: 'inherit',
});
if (tsc.status === 0) {
  replace(join(root, 'dist'), join(root, fresh));
} else {
  rmSync(join(root, fresh), { recursive: true, force: true });
  process.exitCode = 1;
}

/** @type {(target: string, source: string) => void} */
function replace(target, source) {
  const old = `${source}-old`;
  for (let attempt = 1; ; attempt += 1) {
    try {
      if (existsSync(target)) renameSync(target, old);
      renameSync(source, target);
      break;
    } catch (error) {
      // Another build was faster: its dist makes way for this one.
      if (attempt === 10) throw error;
    } finally {
      rmSync(old, { recursive: true, force: true });
    }
  }
}
