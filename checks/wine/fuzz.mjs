// `npm run check -- wine fuzz`: calls every method of the table with what it must not be called with. Episodes of calls run in
// processes under Wine; what crashes one, hangs it, or reads wrong bytes is told with its seed and the shortest list of calls
// that still does.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle, builds, importSource } from './bundle.mjs';
import { windowsPath } from './paths.mjs';
import { readArguments } from '../arguments.mjs';
import { runUnderWine } from './run.mjs';
import { NotPossibleHere, setUpWine } from './setup.mjs';

const callsAnEpisode = 400;
const episodesAProcess = 10;
/** A line that takes so long hangs. */
const patience = 60_000;
/** So long, at the most, a shorter list is looked for. */
const shrinkFor = 180_000;

/** @returns {Promise<typeof import('../../__tests__/media-foundation/wine/fuzz/plan.ts')>} */
const loadPlanner = () => importSource("export * from './__tests__/media-foundation/wine/fuzz/plan.ts';");

let runs = 0;

/** Runs episodes in one process. Gives the calls that were made, and the first fault, if there is one. */
async function runEpisodes(program, episodes, options) {
  const files = join(builds, 'fuzz'); // that the calls create
  mkdirSync(files, { recursive: true });
  const name = join(builds, `fuzz-${process.pid}-${(runs += 1)}`);
  const [file, trace] = [`${name}.json`, `${name}.trace`];
  writeFileSync(file, JSON.stringify(episodes));
  writeFileSync(trace, '');
  const stop = new AbortController();
  let last = '';
  let since = Date.now();
  // What is under way is written down with every line: where that stays the same, the process hangs.
  const timer = setInterval(() => {
    const now = readFileSync(trace, 'utf8');
    if (now !== last) since = Date.now();
    last = now;
    if (Date.now() - since > patience) stop.abort();
  }, 500);
  try {
    const args = ['--expose-gc', program, windowsPath(file), windowsPath(trace)];
    const { stdout, stderr, code, timedOut } = await runUnderWine(args, {
      ...options,
      cwd: files,
      signal: stop.signal,
    });
    const events = stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line));
    const calls = events.reduce((sum, { calls: made = 0 }) => sum + made, 0);
    const wrong = events.find((one) => one.wrong?.length > 0);
    if (wrong) return { calls, fault: { sort: 'wrong', what: wrong.wrong[0], number: wrong.episode, line: Infinity } };
    if (events.some(({ closed }) => closed)) return { calls };
    const failed = events.find((one) => one.failed);
    if (failed) throw new Error(`the fuzzer itself failed: ${failed.failed}`);
    const [number, line] = readFileSync(trace, 'utf8').split(':').map(Number);
    const sort = timedOut ? 'hung' : 'crashed';
    const what = timedOut ? 'it hung' : `it crashed, with code ${code}: ${stderr.trim().slice(-600)}`;
    return { calls, fault: { sort, what, number: number || episodes[0].number, line: line ?? Infinity } };
  } finally {
    clearInterval(timer);
    rmSync(file);
    rmSync(trace);
  }
}

/** Leaves out what the fault does not need: halves, quarters and so on, and at last single lines. */
async function shrink(lines, stillFails) {
  const end = Date.now() + shrinkFor;
  let shortest = lines;
  for (let size = Math.ceil(lines.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = shortest.length; at > 0 && Date.now() < end; at -= size) {
      const from = Math.max(0, at - size);
      const without = [...shortest.slice(0, from), ...shortest.slice(at)];
      if (without.length > 0 && (await stillFails(without))) shortest = without;
    }
  }
  return shortest;
}

/** Says what has happened, and the fewest lines that do it: alone, or else behind the episodes before. */
async function explain(program, episodes, fault, options, say) {
  const { sort, what, number, line } = fault;
  const at = episodes.findIndex((one) => one.number === number);
  const episode = episodes[at];
  say(`\nseed ${episode.seed}, episode ${number}: ${what}`);
  if (sort !== 'wrong') say(`in: ${episode.lines[line] ?? 'the end of the episode, after its last line'}`);
  const fails = async (lines) => {
    const { fault: again } = await runEpisodes(program, [{ ...episode, lines }], options);
    return again?.sort === sort;
  };
  const upToFault = episode.lines.slice(0, line + 1);
  if (!(await fails(upToFault))) {
    const { number: first } = episodes[0];
    say(
      `Its lines do not do it alone, or not each time: --seed ${episode.seed} --episode ${first} runs those before, too.`,
    );
    return;
  }
  const lines = await shrink(upToFault, fails);
  say(
    `\n${lines.length} of ${upToFault.length} lines do it, as a test of __tests__/media-foundation/wine/fuzzed.ts:\n`,
  );
  say(`replay('what it is', '${episode.kind}', [\n${lines.map((one) => `  ${JSON.stringify(one)},`).join('\n')}\n]);`);
}

/**
 * @param {{ calls: number, seed: number, episode?: number, goOn?: boolean }} wanted episode: the first; goOn: after a fault, too
 * @param {{ say?: (line: string) => void, node?: string, env?: Record<string, string> }} [options] how the programs run
 * @returns {Promise<{ made: number, faults: string[] }>} how many calls were made
 */
export async function fuzz({ calls, seed, episode: first = 1, goOn = false }, { say = console.log, ...options } = {}) {
  const { planEpisode } = await loadPlanner();
  const program = windowsPath(await bundle('__tests__/media-foundation/wine/fuzz.ts'));
  const faults = [];
  let made = 0;
  let next = first;
  let told = 0;
  const goesOn = () => made < calls && (goOn || faults.length === 0);
  const runBatch = async (batch) => {
    for (let episodes = batch; episodes.length > 0 && goesOn();) {
      const { calls: done, fault } = await runEpisodes(program, episodes, options);
      made += done;
      if (fault === undefined) return;
      faults.push(`seed ${seed}, episode ${fault.number}: ${fault.what}`);
      await explain(program, episodes, fault, options, say);
      episodes = episodes.filter(({ number }) => number > fault.number);
    }
  };
  const worker = async () => {
    while (goesOn()) {
      const from = next;
      const count = Math.min(episodesAProcess, Math.ceil((calls - made) / callsAnEpisode));
      next += count;
      await runBatch(Array.from({ length: count }, (_, n) => planEpisode(seed, from + n, callsAnEpisode)));
      const twentieths = Math.floor((made / calls) * 20);
      if (twentieths > told) say(`${made.toLocaleString('en')} of ${calls.toLocaleString('en')} calls`);
      told = Math.max(told, twentieths);
    }
  };
  await Promise.all([worker(), worker()]);
  return { made, faults };
}

async function main() {
  const { calls, seed, episode, goOn } = readArguments('wine fuzz').options;
  try {
    setUpWine();
    const { made, faults } = await fuzz({ calls, seed, episode, goOn });
    console.log(`\n${made.toLocaleString('en')} calls, seed ${seed}: ${faults.length} faults`);
    for (const fault of faults) console.log(fault);
    process.exitCode = faults.length === 0 ? 0 : 1;
  } catch (error) {
    console.error(error instanceof NotPossibleHere ? error.message : error);
    process.exitCode = error instanceof NotPossibleHere ? 2 : 1;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
