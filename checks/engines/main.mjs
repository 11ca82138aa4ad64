// `npm run check -- engines`: the tests of the library in every engine, as many engines at a time as there are cores.
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { readArguments } from '../arguments.mjs';
import { engines, node, versionOf } from './engines.mjs';
import { canInstall, howToInstall, installMissing } from './install.mjs';
import { judge } from './judge.mjs';
import { notApplicable } from './notApplicable.mjs';
import { runEngine } from './runEngine.mjs';
import { reportOf } from './table.mjs';

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
/** Those first that take longest: what starts programs, and WebKit. At the end no core waits for one of them. */
const rank = (/** @type {Engine} */ { bundles, name }) => (bundles === 'node' ? 0 : name.startsWith('WebKit') ? 1 : 2);
const all = [node, ...chosen];
const waiting = all.toSorted((a, b) => rank(a) - rank(b)).entries();
let ended = 0;
await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, runOneAfterTheOther));

async function runOneAfterTheOther() {
  for (const [number, engine] of waiting) {
    const program = engine.find();
    if (program === undefined) missing.push(engine);
    else {
      const bundles = join(folder, engine.bundles);
      console.log(`${engine.name}: started`);
      const finished = await runEngine(engine, program, { bundles, number, timeout });
      runs.push({ engine, version: versionOf(engine, program), finished });
      ended += 1;
      console.log(`${engine.name}: ${finished.fault ?? spent(finished)} (${ended} of ${all.length})`);
    }
  }
}

function seconds(/** @type {number} */ time) {
  return `${(time / 1000).toFixed(1)} s`;
}

/** @type {(finished: import('./runEngine.mjs').Finished) => string} */
function spent({ outcomes, milliseconds, startUp, files }) {
  const longest = files.toSorted((a, b) => b.milliseconds - a.milliseconds)[0];
  const most = longest === undefined ? '' : `, and ${longest.file} ${seconds(longest.milliseconds)}`;
  return `${outcomes.length} tests in ${seconds(milliseconds)}; starting took ${seconds(startUp)}${most}`;
}

const known = runs.find(({ engine }) => engine === node)?.finished.outcomes ?? [];
/** @type {import('./table.mjs').Row[]} */
const rows = all.flatMap((each) => {
  const run = runs.find(({ engine }) => engine === each);
  if (run === undefined) return [];
  const { engine, version, finished } = run;
  const verdict = judge(engine.name, finished, engine.bundles === 'smoke' ? [] : known, notApplicable);
  return [{ engine: engine.name, version, milliseconds: finished.milliseconds, verdict }];
});
const { text, isGood } = reportOf({
  rows,
  missing: all
    .filter((engine) => missing.includes(engine))
    .map((engine) => ({ engine: engine.name, remedy: howToInstall(engine) })),
  canInstall,
  entries: isWhole ? notApplicable : [],
  withNames: options['names'],
});
console.log(`\n${text}`);
process.exitCode = isGood ? 0 : 1;
