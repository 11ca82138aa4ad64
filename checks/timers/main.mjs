// `npm run check -- timers`: whether what is scheduled on the platform runs under the fake timers of Sinon and of Vitest. Those of Jest
// and node:test are in __tests__/platform/fakeTimers.test.ts.
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

import { readArguments } from '../arguments.mjs';

readArguments('timers');
const here = dirname(fileURLToPath(import.meta.url));
const programs = [['sinon.mjs'], ['node_modules/vitest/vitest.mjs', 'run', '--dir', '.', '--reporter', 'verbose']];
for (const program of programs) {
  const { status } = spawnSync(process.execPath, program, { cwd: here, stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
