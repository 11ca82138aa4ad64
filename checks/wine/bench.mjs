// `npm run check -- wine bench`: checks/bench/media-foundation, C and the bridge in turns, and what the goals say about the ratios.
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
  ['reads', 'BeginRead/EndRead through fromBeginEnd, one after the other', 1.6],
  ['readsAtOnce', 'BeginRead/EndRead through fromBeginEnd, 10,000 at once', 2.0],
  ['items', 'MFPutWorkItem to a callback, one after the other', undefined],
  ['itemsAtOnce', 'MFPutWorkItem to a callback, 10,000 at once', 2.5],
];

async function measure(args, options) {
  const { stdout, stderr } = await runUnderWine(args, options);
  const line = stdout.split('\n').find((one) => one.startsWith('{'));
  if (!line) throw new Error(`no figures: ${stdout}${stderr}`);
  const figures = JSON.parse(line);
  if (figures.wrong !== 0) throw new Error(`${figures.wrong} operations went wrong`);
  return figures;
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

try {
  setUpWine();
  const exe = compileForWindows(join(folder, 'floor.c'), 'floor', ['-municode', '-lmfplat', '-lmfuuid', '-luuid']);
  const data = join(builds, 'bench.bin');
  if (!existsSync(data)) writeFileSync(data, new Uint8Array(400_000));
  const pairs = [];
  for (let turn = 0; turn < turns; turn += 1) {
    const c = await measure([windowsPath(data)], { exe });
    const bridge = await measure([windowsPath(join(folder, 'bench.mjs')), windowsPath(data)]);
    pairs.push({ c, bridge });
  }
  console.log(`| microseconds an operation, medians of ${pairs.length} turns | C | this | ratio | goal |`);
  console.log('| --- | --- | --- | --- | --- |');
  for (const [key, name, goal] of rows) {
    const c = median(pairs.map((pair) => pair.c[key]));
    const bridge = median(pairs.map((pair) => pair.bridge[key]));
    const ratio = median(pairs.map((pair) => pair.bridge[key] / pair.c[key]));
    const met = goal === undefined ? '' : `≤ ${goal.toFixed(1)} ${ratio <= goal ? 'met' : 'MISSED'}`;
    console.log(`| ${name} | ${c.toFixed(1)} | ${bridge.toFixed(1)} | ${ratio.toFixed(2)} | ${met} |`);
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = error instanceof NotPossibleHere ? 2 : 1;
}
