// Draws the pictures of the guides from runs of the built library, told by its observer: docs/pictures, light and dark.
//
//     node docs/.vitepress/pictures.mjs            writes them
//     node docs/.vitepress/pictures.mjs --check    says which are out of date
//
// Time is a number that the scenarios count up themselves. So the same library draws the same picture on every machine.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { commandOf } from '../../checks/arguments.mjs';
import { drawTimeline, lanesOf } from './playground/timeline.mjs';

/** @type {{ check?: true }} */
const { check: onlyChecks = false } = commandOf(
  'node docs/.vitepress/pictures.mjs',
  'Draws the pictures of the guides.',
)
  .option('--check', 'write nothing, and fail where one is out of date')
  .parse()
  .opts();

const { E_ABORT, fromBeginEnd, setOperationObserver } = await import('../../dist/index.js');
const { ManualPair } = await import('../../dist/testing/index.js');

const folder = new URL('../pictures/', import.meta.url);

/** All that promises have to say has been said once a task of the event loop begins. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** One abort at 100 ms, of an operation that needs until 200 ms to stop, by each policy. */
async function abortPolicies() {
  let at = 0;
  /** @type {import('./playground/timeline.mjs').Told[]} */
  const told = [];
  const tell =
    (/** @type {string} */ event) =>
    (/** @type {import('begin-end').ObservedOperation} */ { id, name, direction, late = false }) =>
      told.push({ event, at, id, name, direction, late, text: '' });
  setOperationObserver({
    start: tell('start'),
    cancel: tell('cancel'),
    asyncStart: tell('asyncStart'),
    late: tell('late'),
    asyncEnd: tell('asyncEnd'),
  });

  const { signal, abort } = abortable();
  /** @type {{ policy: 'wait' | 'abandon', pair: InstanceType<typeof ManualPair>, rejected?: number }[]} */
  const runs = /** @type {const} */ (['wait', 'abandon']).map((policy) => ({
    policy,
    pair: new ManualPair({ name: 'BeginRead' }),
  }));
  for (const run of runs) {
    const reading = fromBeginEnd(run.pair)({ signal, onAbort: run.policy });
    reading.catch(() => {
      run.rejected = at;
    });
  }
  at = 100;
  abort();
  await settled();
  at = 200;
  for (const { pair } of runs) pair.last.fail(E_ABORT);
  await settled();
  setOperationObserver(undefined);

  const lanes = lanesOf(told);
  runs.forEach(({ policy, rejected }, index) => {
    const lane = lanes[index];
    if (lane === undefined || rejected === undefined) throw new Error(`${policy}: the promise has not rejected`);
    lane.title = `onAbort: '${policy}'`;
    lane.direction = '';
    lane.marks.push({ label: 'the promise rejects', kind: 'settled', at: rejected, text: '' });
    lane.marks.sort((a, b) => a.at - b.at);
  });
  return drawing(lanes, 'One abort, by each policy: with wait the promise rejects at the end, with abandon at once');
}

function abortable() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}

/** @type {(lanes: import('./playground/timeline.mjs').Lane[], title: string) => (theme: 'light' | 'dark') => string} */
const drawing = (lanes, title) => (theme) => drawTimeline(lanes, { width: 720, title, style: styleOf(theme) });

/** The style of the playground, for a picture that no page has its colours for. @param {'light' | 'dark'} theme */
function styleOf(theme) {
  const css = readFileSync(new URL('playground/timeline.css', import.meta.url), 'utf8');
  const own =
    theme === 'dark' ? css.replace('.dark .timeline', '.timeline') : css.replace(/\.dark \.timeline \{[^}]*\}/, '');
  const plain = `${own}.timeline { --paper: transparent }`.replaceAll(/\/\*.*?\*\/|\n/gs, '').replaceAll(/\s+/g, ' ');
  return `<style>${plain}</style>`;
}

const pictures = { 'abort-policies': await abortPolicies() };

let outdated = 0;
mkdirSync(folder, { recursive: true });
for (const [name, draw] of Object.entries(pictures)) {
  for (const theme of /** @type {const} */ (['light', 'dark'])) {
    const file = new URL(`${name}-${theme}.svg`, folder);
    const svg = `${draw(theme)}\n`;
    if (!onlyChecks) writeFileSync(file, svg);
    else if (contentOf(file) !== svg) {
      outdated += 1;
      console.error(`docs/pictures/${name}-${theme}.svg is out of date: node docs/.vitepress/pictures.mjs`);
    }
  }
}
process.exitCode = outdated > 0 ? 1 : 0;

/** @param {URL} file */
function contentOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
