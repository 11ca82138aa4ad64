// `npm run check -- nodes`: `npm test`, on each version of Node that is supported.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { readArguments } from '../../arguments.mjs';
import { root } from '../../setUp.mjs';

const { options } = readArguments('nodes');
const here = dirname(fileURLToPath(import.meta.url));
const majors = options['only'] === undefined ? ['20', '22', '24', '26'] : [options['only']];

/** @type {string[]} */
const lines = [];
for (const major of majors) {
  const folder = join(here, 'node_modules', `node-${major}`, 'bin');
  const node = join(folder, 'node');
  if (!existsSync(node)) {
    lines.push(`NOT RUN Node ${major}: npm has it for Linux x64 alone`);
    if (process.platform === 'linux' && process.arch === 'x64') process.exitCode = 1;
    continue;
  }
  const { stdout: version } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  console.log(`\n== Node ${version.trim()}`);
  // What the tests start, they start by that Node as well.
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH']}` };
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const { status } = spawnSync(node, [...flags, 'node_modules/jest/bin/jest.js'], { cwd: root, stdio: 'inherit', env });
  if (status !== 0) process.exitCode = 1;
  lines.push(`${status === 0 ? 'ok     ' : 'FAILED '} Node ${version.trim()}`);
}
console.log(`\n${lines.join('\n')}`);
