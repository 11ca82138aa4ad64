import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { test } from '@jest/globals';

const root = fileURLToPath(new URL('../..', import.meta.url));

function assertCompiles(project: string): void {
  const tsc = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '--pretty', 'false', '-p', project], {
    cwd: root,
    encoding: 'utf8',
  });
  if (tsc.status === 0) return;
  const failure = new Error(`tsc -p ${project}\n\n${tsc.stdout}${tsc.stderr}`);
  // The compiler's lines say where; a stack trace into this file would bury them.
  failure.stack = failure.message;
  throw failure;
}

// The type tests (*.test-d.ts) never run: they hold where they compile. Wrong code in them stands under
// `@ts-expect-error`, which is an error itself once the code compiles.
test('type tests, checked by the compiler, hold', () => {
  assertCompiles('__tests__/types');
});
