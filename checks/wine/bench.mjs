// `npm run check -- wine bench`: checks/bench/media-foundation, C and the bridge in turns, and what the goals say about the ratios;
// and what a program waits for once.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readArguments } from '../arguments.mjs';
import { builds } from './bundle.mjs';
import { compileForWindows } from './compile.mjs';
import { root, windowsPath } from './paths.mjs';
import { runUnderWine } from './run.mjs';
import { NotPossibleHere, setUpWine } from './setup.mjs';

const { turns } = readArguments('wine bench').options;
const folder = join(root, 'checks/bench/media-foundation');
const rows = [
  ['reads', 'BeginRead/EndRead through fromBeginEnd, one after the other', 1.1],
  ['readsAtOnce', 'BeginRead/EndRead through fromBeginEnd, 10,000 at once', 1.5],
  ['items', 'MFPutWorkItem to a callback, one after the other', undefined],
  ['itemsAtOnce', 'MFPutWorkItem to a callback, 10,000 at once', 1.6],
];
const once = [
  ['opening', 'openMediaFoundation and MFStartup', 20],
  ['firstObject', 'the first object of JavaScript that native code is given', 2],
  ['all', 'importing begin-end/media-foundation/all, and addAll', 10],
];

async function measure(args, options) {
  const { stdout, stderr } = await runUnderWine(args, options);
  const line = stdout.split('\n').find((one) => one.startsWith('{'));
  if (!line) throw new Error(`no figures: ${stdout}${stderr}`);
  const figures = JSON.parse(line);
  if (figures.wrong !== 0) throw new Error(`${figures.wrong} operations went wrong`);
  return figures;
}

const judged = (figure, goal) => (goal === undefined ? '' : `≤ ${goal} ${figure <= goal ? 'met' : 'MISSED'}`);
const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

try {
  setUpWine();
  const exe = compileForWindows(join(folder, 'floor.c'), 'floor', ['-municode', '-lmfplat', '-lmfuuid', '-luuid']);
  const data = join(builds, 'bench.bin');
  if (!existsSync(data)) writeFileSync(data, new Uint8Array(400_000));
  const turnsOf = [];
  for (let turn = 0; turn < turns; turn += 1) {
    const c = await measure([windowsPath(data)], { exe });
    const bridge = await measure([windowsPath(join(folder, 'bench.mjs')), windowsPath(data)]);
    const opening = await measure(['--expose-gc', windowsPath(join(folder, 'opening.mjs'))]);
    turnsOf.push({ c, bridge, opening });
  }
  const over = (figure) => median(turnsOf.map(figure));
  console.log(`medians of ${turns} turns\n`);
  console.log('| microseconds an operation | C | this | ratio | goal |\n| --- | --- | --- | --- | --- |');
  for (const [key, name, goal] of rows) {
    const ratio = over(({ c, bridge }) => bridge[key] / c[key]);
    const figures = [over(({ c }) => c[key]), over(({ bridge }) => bridge[key])].map((figure) => figure.toFixed(1));
    console.log(`| ${name} | ${figures.join(' | ')} | ${ratio.toFixed(2)} | ${judged(ratio, goal)} |`);
  }
  const ofNode = over(({ bridge }) => bridge.nodeReads);
  const ratio = over(({ bridge }) => bridge.reads / bridge.nodeReads);
  console.log(
    `\nfs.read of Node, one after the other, in the same process: ${ofNode.toFixed(1)}; BeginRead/EndRead ÷ that: ${ratio.toFixed(2)}`,
  );
  console.log('\n| milliseconds, once a process | this | goal |\n| --- | --- | --- |');
  for (const [key, name, goal] of once) {
    const milliseconds = over(({ opening }) => opening[key]);
    console.log(`| ${name} | ${milliseconds.toFixed(1)} | ${judged(milliseconds, goal)} |`);
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = error instanceof NotPossibleHere ? 2 : 1;
}
