// `npm run check -- engines`: the tests of the library in every engine, two engines at a time.
import { mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { readArguments } from '../arguments.mjs';
import { engines, node, versionOf } from './engines.mjs';
import { canInstall, howToInstall, installMissing } from './install.mjs';
import { judge } from './judge.mjs';
import { notApplicable } from './notApplicable.mjs';
import { runEngine } from './runEngine.mjs';
import { failuresOf, reasonsOf, tableOf } from './table.mjs';

const { options } = readArguments('engines');
// It needs esbuild, which a call with `--help` does not.
const { bundle, bundleSmoke } = await import('./bundle.mjs');

/** How long an engine may report nothing, in milliseconds. */
const timeout = 100_000;

const isWhole = options['only'] === undefined;
const chosen = engines.filter(({ name }) => isWhole || name.startsWith(options['only']));
installMissing(chosen, console.log);

// Within the repository: what the tests import of its packages is found from there.
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const folder = mkdtempSync(join(root, '.build-engines-'));
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => process.exit(1));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
await Promise.all([
  bundle(join(folder, 'node'), { hasNode: true }),
  bundle(join(folder, 'plain'), { hasNode: false }),
  bundleSmoke(join(folder, 'smoke')),
]);

/** @typedef {import('./engines.mjs').Engine} Engine */
/** @type {{ engine: Engine, version: string, finished: import('./runEngine.mjs').Finished }[]} */
const runs = [];
/** @type {Engine[]} */
const missing = [];
const waiting = [node, ...chosen].entries();
await Promise.all([1, 2].map(runOneAfterTheOther));

async function runOneAfterTheOther() {
  for (const [number, engine] of waiting) {
    const program = engine.find();
    if (program === undefined) missing.push(engine);
    else {
      const bundles = join(folder, engine.bundles);
      const finished = await runEngine(engine, program, { bundles, number, timeout });
      runs.push({ engine, version: versionOf(engine, program), finished });
    }
  }
}

const known = runs.find(({ engine }) => engine === node)?.finished.outcomes ?? [];
const rows = [node, ...chosen].flatMap((each) => {
  const run = runs.find(({ engine }) => engine === each);
  if (run === undefined) return [];
  const { engine, version, finished } = run;
  const verdict = judge(engine.name, finished, engine.bundles === 'smoke' ? [] : known, notApplicable);
  return [{ engine: engine.name, version, milliseconds: finished.milliseconds, verdict }];
});

console.log(tableOf(rows));
console.log(`\nNot applicable, and why:\n${reasonsOf(rows, options['names'])}\n`);

/** @type {string[]} */
const failures = rows.filter(({ verdict }) => verdict.failed.length > 0).map(failuresOf);
for (const engine of missing) {
  const line = `${engine.name}: it is missing; ${howToInstall(engine)}`;
  if (canInstall) failures.push(`FAILED  ${line}`);
  else console.log(`NOT RUN ${line}`);
}
if (isWhole && missing.length === 0) {
  for (const { reason, tests, sometimes } of notApplicable.filter(
    (entry) => !rows.some(({ verdict }) => verdict.used.has(entry)),
  )) {
    if (!sometimes)
      failures.push(`FAILED  notApplicable.mjs: '${reason}' excuses no test any more: ${tests?.join(', ') ?? 'any'}`);
  }
}
for (const failure of failures) console.log(failure);
const sum = (/** @type {(verdict: import('./judge.mjs').Verdict) => number} */ of) =>
  rows.reduce((total, { verdict }) => total + of(verdict), 0);
console.log(
  `${sum(({ passed }) => passed)} passed, ${sum(({ failed }) => failed.length)} failed, ` +
    `${sum((verdict) => verdict.notApplicable.length)} not applicable, in ${rows.length} engines; ${missing.length} missing`,
);
process.exitCode = failures.length === 0 ? 0 : 1;
