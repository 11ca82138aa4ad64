// All checks: `npm run check -- NAME`. A new one is an entry here, and a program that begins with `readArguments`.
import { readFileSync } from 'node:fs';
import { Argument, Option } from 'commander';

import { count } from './count.mjs';
import { engineNames } from './engines/engines.mjs';
import { parts } from './mutation/parts.mjs';
import { finders } from './planted/finders.mjs';
import { kinds } from './wine/leaks/kinds.mjs';
import { nativeTests } from './wine/nativeTests.mjs';

/**
 * @typedef {object} Check
 * @property {string} holds what is so where it passes, or what it does where it judges nothing
 * @property {string} takes how long, on two cores, once it is set up
 * @property {string[]} command what Node gets: its own options, the program, and what that always gets
 * @property {Option[]} [options] what the program takes
 * @property {Argument} [argument]
 * @property {(options: Record<string, unknown>) => string[]} [installs] the folders whose lock file it needs
 * @property {boolean} [builds] whether it needs dist
 * @property {string[]} [short] what it gets in a run of all checks; one without is no part of that
 */

const option = (/** @type {string} */ flags, /** @type {string} */ description) => new Option(flags, description);

const wineParts = ['conformance', 'expected', ...nativeTests, 'fuzz', 'ends', 'examples'];

const distinct = (/** @type {string[]} */ values) => Array.from(new Set(values));

/** @type {{ row: string }[]} */
const goals = JSON.parse(readFileSync(new URL('bench/goals.json', import.meta.url), 'utf8'));

/** @type {Record<string, Check>} */
export const checks = {
  size: {
    holds: 'the adapters stay within their size in an application',
    takes: 'about 1 s',
    command: ['checks/package/size.mjs'],
    builds: true,
    short: [],
  },
  bench: {
    holds: 'the goals of checks/bench/goals.json hold, and known misses are what it says',
    takes: 'about 1 min',
    command: ['checks/bench/check.mjs'],
    options: [option('--record', 'only print the goals with the figures of today, of each Node: about 10 min')],
    argument: new Argument('[row]', 'one row of the goals').choices(distinct(goals.map(({ row }) => row))),
    installs: () => ['checks/bench'],
    builds: true,
    short: [],
  },
  bytecode: {
    holds: 'V8 inlines the hot functions of the adapters: their bytecode stays within its limits',
    takes: 'about 2 s',
    command: ['checks/bytecode/main.mjs'],
    builds: true,
    short: [],
  },
  queues: {
    holds: 'a piece of a queue costs as much among a million as among 100,000',
    takes: 'about 1 min',
    command: ['--expose-gc', '--max-old-space-size=4096', 'checks/bench/queues.mjs'],
    builds: true,
    short: [],
  },
  timers: {
    holds: 'items of the platform run at their time under the fake timers of Sinon and Vitest',
    takes: 'about 5 s',
    command: ['checks/timers/main.mjs'],
    installs: () => ['checks/timers'],
    builds: true,
    short: [],
  },
  package: {
    holds: 'the tarball is complete, and runs where users run it: on Node and Deno, bundled, in test runners',
    takes: 'about 45 s',
    command: ['checks/package/main.mjs'],
    options: [
      option('--write', 'write api.md, the public surface as a page'),
      option('--publish', 'make the tarball for the registry, where package.json has what that needs'),
    ],
    installs: () => ['checks/package'],
    builds: true,
    short: [],
  },
  types: {
    holds: 'TypeScript 5.7 to 7.0 takes what is right, and says well what is wrong',
    takes: 'about 1 min',
    command: ['checks/types/main.mjs'],
    options: [option('--write', 'write messages.md as the compilers speak now')],
    installs: () => ['checks/types'],
    builds: true,
    short: [],
  },
  audit: {
    holds: 'no advisory is open against what users install, as far as the registry says',
    takes: 'about 1 s',
    command: ['checks/package/audit.mjs'],
    options: [option('--required', 'fail as well where the registry cannot be asked')],
    short: [],
  },
  docs: {
    holds: 'the reference has no warning, and the site with guides and reference no dead link',
    takes: 'about 1 min',
    command: ['docs/.vitepress/main.mjs', '--build'],
    short: [],
  },
  site: {
    holds: 'the site and its playground work in Chromium and Firefox, by clicks and keys',
    takes: 'about 1 min',
    command: ['checks/site/main.mjs'],
    options: [
      option('--only <part>', 'the tests whose title contains that').default(''),
      option('--if-possible', 'where a browser cannot be had, say so and end well'),
    ],
    installs: () => ['checks/site'],
    builds: true,
    short: ['--if-possible'],
  },
  coverage: {
    holds: 'every line and every branch of src is tested; the report is in coverage',
    takes: 'about 1 min',
    command: [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      'node_modules/jest/bin/jest.js',
      '--coverage',
    ],
    builds: true,
    short: [],
  },
  conformance: {
    holds: "a platform does what Windows' Media Foundation does, as Wine's conformance tests state it",
    takes: 'about 1 s',
    command: ['checks/conformance/main.mjs'],
    options: [
      option('--platform <name>', 'which platform; mfplat runs on Windows')
        .choices(['embedded', 'mfplat'])
        .default('embedded'),
      option('--bundle <file>', 'only write the suite as one file, which another Node can run'),
    ],
    builds: true,
    short: [],
  },
  engines: {
    holds: 'the tests of the library pass in Chromium, Firefox, WebKit, Bun, Deno and workerd',
    takes: 'about 2 min',
    command: ['checks/engines/main.mjs'],
    options: [
      option('--only <engine>', 'one of them').choices(engineNames),
      option('--names', 'name each test that is not applicable'),
    ],
    installs: () => ['checks/engines'],
    short: [],
  },
  nodes: {
    holds: 'all tests pass on Node 20, 22, 24 and 26',
    takes: 'about 3 min',
    command: ['checks/engines/nodes/main.mjs'],
    options: [option('--only <major>', 'one of them').choices(['20', '22', '24', '26'])],
    installs: () => ['checks/engines/nodes'],
    builds: true,
    short: ['--only', '26'],
  },
  native: {
    holds: 'the addon of media-foundation is what its sources give; its C parts are right, on arm64 too',
    takes: 'about 30 s',
    command: ['checks/native/main.mjs'],
    options: [option('--if-possible', 'where a compiler cannot be had, say so and end well')],
    builds: true,
    short: ['--if-possible'],
  },
  wine: {
    holds: 'begin-end/media-foundation works with the mfplat.dll of Wine',
    takes: 'about 4 min',
    command: ['checks/wine/test.mjs'],
    options: [
      option('--only <part>', 'a part of it').choices(wineParts),
      option('--coverage', 'say at the end what of src/media-foundation has run, and which lines, compiled, have not'),
      option('--times <n>', 'how often each way to end is tried').argParser(count).default(20),
      option('--node <major>', 'another Node for Windows than 22').choices(['20']),
      option('--if-possible', 'where Wine cannot be had, say so and end well'),
    ],
    builds: true,
    short: ['--if-possible'],
  },
  'wine fuzz': {
    holds: 'no call of a method of the table, whatever it is given, crashes, hangs or reads wrong bytes',
    takes: 'about 1 min for 20,000 calls',
    command: ['checks/wine/fuzz.mjs'],
    options: [
      option('--calls <n>', 'how many calls are made').argParser(count).default(20_000),
      option('--seed <n>', 'what all calls follow from').argParser(count).default(1),
      option('--episode <n>', 'begin with this one, and run it alone where --calls is 1').argParser(count).default(1),
      option('--go-on', 'after a fault, too'),
    ],
    builds: true,
  },
  'wine leaks': {
    holds: 'operations of mfplat.dll leave in the heaps what they leave from C, in both directions',
    takes: 'about 2 min for 3,000 each',
    command: ['checks/wine/leaks.mjs'],
    options: [
      option('--count <n>', 'how many operations of each kind').argParser(count).default(3000),
      option('--samples <n>', 'how many samples of 1 MiB pass').argParser(count).default(2000),
      option('--only <kind>', 'one of them; flat: the samples of 1 MiB').choices([
        ...kinds.map(([name]) => name),
        'flat',
      ]),
      option('--if-possible', 'where Wine or the compiler cannot be had, say so and end well'),
    ],
    builds: true,
    short: ['--if-possible', '--count', '1500', '--samples', '1000'],
  },
  'wine bench': {
    holds: 'prints what an operation of mfplat.dll costs, in C and through the bridge, beside the goals',
    takes: 'about 45 s',
    command: ['checks/wine/bench.mjs'],
    options: [option('--turns <n>', 'how often each is run').argParser(count).default(7)],
    builds: true,
  },
  'wine demo': {
    holds: 'runs the demo on the mfplat.dll of Wine',
    takes: 'about 20 s',
    command: ['checks/wine/run.mjs', 'examples/demo/main.mjs', '--platform', 'mfplat'],
    argument: new Argument('[file]', 'the file that it reads'),
    builds: true,
  },
  exhaustive: {
    holds: 'the adapters do what a model says, in every order of events',
    takes: 'about 2 min',
    command: ['checks/exhaustive/main.mjs'],
    options: [
      option('--short', 'one event less: about 10 s').conflicts('deep'),
      option('--deep', 'one event more: about half an hour'),
    ],
    builds: true,
    short: ['--short'],
  },
  faults: {
    holds: 'every fault that is done to the library is survived, or told',
    takes: 'about 2 min',
    command: ['checks/faults/main.mjs'],
    options: [option('--own', 'this library alone, without its peers: about 15 s')],
    installs: ({ own }) => (own ? [] : ['checks/faults/peers']),
    builds: true,
    short: ['--own'],
  },
  jobs: {
    holds: 'examples/jobs loses nothing and ends nothing twice, whatever process is killed',
    takes: 'about 1 min',
    command: ['checks/jobs/main.mjs'],
    options: [
      option('--runs <n>', 'how often 200 jobs are begun, and processes killed').argParser(count).default(10),
      option('--if-possible', 'where Redis cannot be had, say so and end well'),
    ],
    installs: () => ['examples/jobs'],
    builds: true,
    short: ['--if-possible', '--runs', '1'],
  },
  'jobs bench': {
    holds: 'a job costs its caller little more CPU time than `job.waitUntilFinished` of BullMQ',
    takes: 'about 10 s',
    command: ['checks/jobs/bench.mjs'],
    options: [option('--turns <n>', 'how often each is measured').argParser(count).default(21)],
    installs: () => ['examples/jobs'],
    builds: true,
  },
  planted: {
    holds: 'each planted fault is found by a check',
    takes: 'about 10 min',
    command: ['checks/planted/main.mjs'],
    options: [
      option('--sample', 'eight, drawn by the commit: about 1 min').conflicts(['each', 'by']),
      option('--each', 'go on after a find, and say which checks find what'),
      option('--by <check>', 'count what one check finds by itself')
        .choices([...finders])
        .conflicts('each'),
    ],
    argument: new Argument('[patch...]', 'patches whose names begin so'),
    builds: true,
    short: ['--sample'],
  },
  soak: {
    holds: 'nothing is left after millions of operations',
    takes: 'about 15 s',
    command: ['--expose-gc', 'checks/soak/main.mjs'],
    options: [option('--short', 'a fiftieth of the operations: about 8 s')],
    builds: true,
    short: ['--short'],
  },
  mutate: {
    holds: 'a test notices when a decision in src is changed',
    takes: 'about two hours',
    command: ['checks/mutation/mutate.mjs'],
    options: [
      option('--sample', 'a few mutants of each folder, drawn by the commit: about 3 min'),
      option('--draw <text>', 'draw the sample by this text').implies({ sample: true }),
    ],
    argument: new Argument('[folder...]', 'folders of src').choices(
      distinct(Object.values(parts).map(({ folder }) => folder)),
    ),
    installs: () => ['checks/mutation'],
    short: ['--sample'],
  },
};
