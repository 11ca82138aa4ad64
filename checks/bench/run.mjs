// `npm run bench`: measures everything, prints a table, writes checks/bench/results: a JSON file for each runtime, and the pictures.
//
//     npm run bench [-- --full] [--only 'part of a row'] [--draw]
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { commandOf } from '../arguments.mjs';
import { setUp } from '../setUp.mjs';
import { here, measure, nodes, otherRuntimes, outputOf, thisNode } from './process.mjs';

const command = commandOf(
  'npm run bench --',
  'Measures what the adapters cost, beside what is written by hand and beside peers.',
)
  .option('--full', 'more rounds and larger counts, and Bun and Deno: many minutes, instead of three')
  .option('--only <part>', 'the rows whose name contains that; writes nothing', '')
  .option('--draw', 'only draw the pictures again')
  .parse();
/** @type {{ full?: true, only: string, draw?: true }} */
const { full = false, only, draw: onlyDraws = false } = command.opts();
if (!setUp('--build', 'checks/bench', 'checks/bench/runtimes')) process.exit(1);
const { rows } = await import('./rows.mjs');
const rounds = full ? 60 : 14;

/** @typedef {Record<string, import('./rows.mjs').Measured & { title: string }>} Results */

/** @type {(value: number) => string} */
const short = (value) => (value >= 1000 ? value.toFixed(0) : value >= 100 ? value.toFixed(0) : value.toFixed(2));

/**
 * Measures each row on one runtime after the other, and prints it with a column for each.
 *
 * @type {(runtimes: import('./process.mjs').Runtime[], names: string[]) => Record<string, Results>}
 */
function measureAll(runtimes, names) {
  /** @type {Record<string, Results>} */
  const results = Object.fromEntries(runtimes.map(({ name }) => [name, {}]));
  console.log('\nratios to the first of each row (quartiles), and nanoseconds\n');
  say(
    '',
    runtimes.map(({ name }) => name),
  );
  for (const name of names) {
    const { title, core } = /** @type {import('./rows.mjs').Row} */ (rows[name]);
    const measured = runtimes.map((runtime) => {
      // Bun and Deno are there for the picture.
      if (!core && !runtime.name.startsWith('Node')) return undefined;
      const one = measure(runtime, name, rounds, full ? 'full' : '');
      /** @type {Results} */ (results[runtime.name])[name] = { title, ...one };
      return one;
    });
    console.log(title);
    for (const { name: entry } of measured[0]?.entries ?? [])
      say(
        `  ${entry}`,
        measured.map((one) => cellOf(one?.entries, entry)),
      );
    for (const key of Object.keys(measured[0]?.values ?? {})) {
      say(
        `  ${key}`,
        measured.map((one) => (one ? `${short(one.values?.[key] ?? NaN)} ${one.unit ?? ''}` : '')),
      );
    }
  }
  return results;
}

/** @type {(entries: import('./measure.mjs').Entry[] | undefined, name: string) => string} */
function cellOf(entries, name) {
  const entry = entries?.find((each) => each.name === name);
  if (!entry) return '';
  return `${short(entry.ratio)} (${short(entry.low)}–${short(entry.high)}) ${entry.nanoseconds.toFixed(0).padStart(6)}`;
}

/** @type {(what: string, cells: string[]) => void} */
function say(what, cells) {
  console.log(`${what.padEnd(26)}${cells.map((cell) => cell.padStart(28)).join('')}`.trimEnd());
}

/** @type {(name: string, result: unknown) => void} */
const save = (name, result) =>
  writeFileSync(join(here, 'results', `${name}.json`), `${JSON.stringify(result, null, 2)}\n`);

/** @type {() => Record<string, unknown>} */
function others() {
  const sizes = JSON.parse(outputOf(thisNode, 'sizes.mjs', full ? ['--full'] : []));
  console.log('\nsize when bundled, minified and compressed with brotli, and time of the import\n');
  for (const [name, { bytes, milliseconds }] of Object.entries(sizes)) {
    console.log(`  ${name.padEnd(24)}${`${bytes}`.padStart(9)} bytes${short(milliseconds).padStart(9)} ms`);
  }
  const node = { ...thisNode, args: ['--expose-gc'] };
  const copy = outputOf(node, 'copy.mjs', full ? [] : ['--size', '64', '--rounds', '3']);
  console.log(`\n${copy.trim()}`);
  const platform = outputOf(node, 'platform.mjs', full ? [] : ['work item, 10,000 at once']);
  console.log(`\n${platform.trim()}`);
  return { sizes, copy: copy.trim().split('\n'), platform: platform.trim().split('\n') };
}

mkdirSync(join(here, 'results'), { recursive: true });
if (!onlyDraws) {
  const names = Object.keys(rows).filter((name) => name.includes(only) && (full || rows[name]?.full !== true));
  if (names.length === 0) command.error(`error: no row has '${only}' in its name`);
  const machine = { cpu: cpus()[0]?.model ?? '', cpus: cpus().length, full };
  // A part of the rows would not replace the whole.
  const whole = only === '';
  const byRuntime = measureAll(full ? [thisNode, ...otherRuntimes()] : nodes(), names);
  const rest = whole ? others() : {};
  if (whole) save('results', { runtime: thisNode.name, ...machine, rows: byRuntime[thisNode.name], ...rest });
  if (whole && full) save('runtimes', { ...machine, runtimes: byRuntime });
}
if (onlyDraws || only === '') {
  const { draw } = await import('./draw.mjs');
  const read = (/** @type {string} */ name) => JSON.parse(readFileSync(join(here, 'results', `${name}.json`), 'utf8'));
  await draw(read('results'), read('runtimes'), join(here, 'results'));
  console.log('\nbench/results: figures and pictures written');
}
