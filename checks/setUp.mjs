import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs scripts/setup.mjs, which says what it does. @param {...string} args @returns {boolean} whether all is there */
export function setUp(...args) {
  return spawnSync(process.execPath, ['scripts/setup.mjs', ...args], { cwd: root, stdio: 'inherit' }).status === 0;
}
