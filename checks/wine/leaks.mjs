// `npm run check -- wine leaks`: what operations leave in the heaps, from C and from JavaScript, each kind in a process of its own;
// and whether samples of 1 MiB pass through a media source of JavaScript in memory that stays flat.
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tone } from '../../examples/media-foundation/shared/wav.mjs';
import { readArguments } from '../arguments.mjs';
import { builds, bundle } from './bundle.mjs';
import { compileForWindows } from './compile.mjs';
import { kinds } from './leaks/kinds.mjs';
import { here, windowsPath } from './paths.mjs';
import { runUnderWine } from './run.mjs';
import { NotPossibleHere, setUpWine } from './setup.mjs';

const { options: values } = readArguments('wine leaks');
const folder = join(here, 'leaks');
const rounds = 3;
const inRound = Math.ceil(values.count / rounds);
const patience = 60_000 + 20 * Math.max(values.count, values.samples);

/**
 * What JavaScript may leave more than C, an operation. Of Media Foundation's objects nothing. The heap of the process is
 * Node's as well, which moves by itself: by less than 0.09 blocks and 10 bytes an operation in what was measured, but for URLs,
 * which leave 0.12 blocks of 8 and 32 bytes, 4 bytes in all; what they are is not known, and objects of the addon are larger.
 * A block that every sixth operation leaves is found.
 */
const bounds = { others: { blocks: 0.01, bytes: 2 }, process: { blocks: 0.15, bytes: 15 } };
/** So many bytes the process may grow by while samples of 1 MiB pass: a few of them, and what V8 does not collect at once. */
const flat = 64 * 2 ** 20;

/** V8 leaves no code behind that it makes while it runs, nor does a thread of its own keep what is to be freed. */
const quiet = ['--expose-gc', '--no-opt', '--no-sparkplug', '--single-threaded', '--no-flush-bytecode'];

function findHeaders() {
  const beside = ['../include/node', '../../../include/node'].map((path) => join(dirname(process.execPath), path));
  const found = [...beside, '/usr/include/node'].find((path) => existsSync(join(path, 'node_api.h')));
  if (found) return found;
  throw new NotPossibleHere('missing: the headers of Node-API, which come with Node (on Debian: libnode-dev)');
}

async function run(args, options) {
  const { stdout, stderr, timedOut } = await runUnderWine(args, { ...options, timeout: patience });
  const line = stdout.split('\n').find((one) => one.startsWith('[') || one.startsWith('{'));
  if (line) return JSON.parse(line);
  throw new Error(timedOut ? `no end after ${patience} ms` : `no figures: ${stdout}${stderr}`.slice(0, 1000));
}

/** What an operation leaves: what the round left that left least. A leak is in all of them, what happens once is not. */
function leftBy(lines) {
  const growth = (at) => Math.min(...lines.slice(1).map((line, round) => line[at] - lines[round][at])) / inRound;
  return { process: { blocks: growth(0), bytes: growth(1) }, others: { blocks: growth(2), bytes: growth(3) } };
}

const heaps = ['process', 'others'];
const units = ['blocks', 'bytes'];

function faultOf(c, ours) {
  for (const heap of heaps) {
    for (const unit of units) {
      const more = ours[heap][unit] - c[heap][unit];
      const bound = bounds[heap][unit];
      if (more > bound) return `${more.toFixed(3)} ${unit} more than C, the bound is ${bound}`;
    }
  }
  return undefined;
}

const say = ({ process: own, others }) => {
  const [blocks, bytes] = units.map((unit) => own[unit] + others[unit]);
  return `${blocks.toFixed(3)} blocks ${bytes.toFixed(1)} bytes`;
};

let passed = 0;
let failed = 0;
function report(line, fault) {
  if (fault === undefined) passed += 1;
  else failed += 1;
  console.log(`${fault === undefined ? 'ok  ' : 'FAIL'}  ${line}${fault === undefined ? '' : `\n      ${fault}`}`);
}

/** What an operation leaves from C, or, with the start of the arguments of Node, from JavaScript. */
async function measure(name, heap, options, ...start) {
  const audio = join(builds, 'leaks.wav');
  // So long that no reader comes to its end.
  writeFileSync(audio, tone({ seconds: Math.max(100, Math.ceil(values.count / 2)) }));
  const numbers = [String(inRound), String(rounds), windowsPath(audio), windowsPath(heap)];
  return leftBy(await run([...start, name, ...numbers], options));
}

async function compare(exe, heap, program, [name, what, base = name]) {
  const c = await measure(base, heap, { exe });
  const ours = await measure(name, heap, {}, ...quiet, windowsPath(program));
  report(`${what}\n      C ${say(c)}, JavaScript ${say(ours)}`, faultOf(c, ours));
}

const mebibytes = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
/** Of each block, beside its bytes. */
const header = 16;

async function passSamples(exe, heap) {
  const program = await bundle('checks/wine/leaks/samples.mjs');
  const { samples } = values;
  const { grown, peak, seconds } = await run([windowsPath(program), String(samples)]);
  const { process: left } = await measure('events', heap, { exe });
  // Each sample comes by an event, which Wine dispatches by an item that it does not free, from C either.
  const ofWine = samples * (left.bytes + header * left.blocks);
  const line = `${samples.toLocaleString('en')} samples of 1 MiB through a media source of JavaScript in ${seconds} s`;
  const fault = grown - ofWine > flat ? `the bound is ${mebibytes(flat)} beyond those` : undefined;
  const figures = `memory grew by ${mebibytes(grown)}, to ${mebibytes(peak)}; what the events leave from C is ${mebibytes(ofWine)}`;
  report(`${line}\n      ${figures}`, fault);
}

try {
  setUpWine();
  const libraries = ['-lmfplat', '-lmfreadwrite', '-lmfuuid', '-luuid'];
  const exe = compileForWindows(join(folder, 'operations.c'), 'operations', ['-municode', ...libraries]);
  const heap = compileForWindows(join(folder, 'heap.c'), 'heap.node', ['-shared', '-isystem', findHeaders()]);
  const program = await bundle('checks/wine/leaks/operations.mjs');
  const wanted = (name) => values.only === undefined || values.only === name;
  console.log(`what one of ${inRound * rounds} operations leaves`);
  for (const kind of kinds) if (wanted(kind[0])) await compare(exe, heap, program, kind);
  if (wanted('flat')) await passSamples(exe, heap);
  console.log(`\nwhat operations leave: ${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} catch (error) {
  if (!(error instanceof NotPossibleHere)) throw error;
  console.log(`NOT RUN: what operations leave. ${error.message}`);
  process.exitCode = values.ifPossible ? 0 : 2;
}
