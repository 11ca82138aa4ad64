// `npm run check -- audit`: the advisories of the registry for what users install, p-defer. Fails where there is one. Not
// every registry has advisories: where nothing could be asked, that is said, and fails with `--required` alone.
import { spawnSync } from 'node:child_process';

import { readArguments } from '../arguments.mjs';

const { required } = readArguments('audit').options;

const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], {
  encoding: 'utf8',
  shell: process.platform === 'win32',
});
const { metadata, vulnerabilities } = parse(stdout);
if (metadata) {
  const names = Object.keys(vulnerabilities);
  console.log(
    `${metadata.dependencies.prod} packages that users install, ${names.length} with advisories: ${names.join(', ') || 'none'}`,
  );
  if (names.length > 0) process.exitCode = 1;
} else {
  console.log('NOT CHECKED: this registry does not answer questions for advisories');
  if (required) process.exitCode = 1;
}

/** @type {(text: string) => { metadata?: { dependencies: { prod: number } }, vulnerabilities: object }} */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return { vulnerabilities: {} };
  }
}
