// `npm run check -- audit`: the advisories of the registry for what users install, p-defer. Fails where
// there is one. A registry that has no advisories to ask for is said so, and is no failure.
import { spawnSync } from 'node:child_process';

import { readArguments } from '../arguments.mjs';

readArguments('audit');

const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], {
  encoding: 'utf8',
  shell: process.platform === 'win32',
});
const { metadata, vulnerabilities } = parse(stdout);
if (metadata) {
  const names = Object.keys(vulnerabilities);
  console.log(`${metadata.dependencies.prod} packages, ${names.length} with advisories: ${names.join(', ') || 'none'}`);
  if (names.length > 0) process.exitCode = 1;
} else {
  console.log('NOT CHECKED: this registry does not answer questions for advisories');
}

/** @type {(text: string) => { metadata?: { dependencies: { prod: number } }, vulnerabilities: object }} */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return { vulnerabilities: {} };
  }
}
