// Copies a file through readableStreamOf and writableStreamOf, and the same file by `pipeline` of node:fs streams with the
// same chunk size: interleaved, each round in another order. Says the ratio of the medians, and what each needs at its peak.
//
//     node checks/bench/copy.mjs [--size 1024] [--chunk 65536] [--rounds 7] [--folder /dev/shm]
//
// Each copy runs in a process of its own, so that the peak memory is its own as well. What it writes it deletes.
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  createReadStream,
  createWriteStream,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';

import { count } from '../count.mjs';
import { commandOf, Option } from '../arguments.mjs';

/** @type {{ size: number, chunk: number, rounds: number, folder: string, copy?: string, from: string, to: string }} */
const options = commandOf('node checks/bench/copy.mjs', 'Copies a file through both Web streams, and by node:fs.')
  .addOption(new Option('--size <n>', 'of the file, in MiB').argParser(count).default(1024))
  .addOption(new Option('--chunk <n>', 'of the chunks, in bytes').argParser(count).default(65536))
  .addOption(new Option('--rounds <n>', 'how often').argParser(count).default(7))
  // A file system in memory says more about the programs and less about the disk.
  .option('--folder <folder>', 'where the files are', tmpdir())
  // For the processes that this one starts.
  .addOption(new Option('--copy <name>').hideHelp())
  .addOption(new Option('--from <file>').default('').hideHelp())
  .addOption(new Option('--to <file>').default('').hideHelp())
  .parse()
  .opts();
const chunkSize = options.chunk;

const { byteStreamFrom, readableStreamOf, writableStreamOf } = await import('../../dist/index.js');
const MF = await import('../../dist/platform/index.js');

/** @type {(from: import('../../dist/index.js').IMFByteStream, to: import('../../dist/index.js').IMFByteStream) => Promise<void>} */
const copy = (from, to) => readableStreamOf(from, { chunkSize }).pipeTo(writableStreamOf(to));

/** @type {Record<string, (from: string, to: string) => Promise<unknown>>} */
const copies = {
  'begin-end': async (from, to) => copy(byteStreamFrom(await open(from)), byteStreamFrom(await open(to, 'w'))),
  // The same files, each callback on a work queue.
  'on a platform': async (from, to) => {
    const { MFStartup, MFShutdown, MFCreateFile } = MF.createEmbeddedPlatform();
    MFStartup(MF.MF_VERSION);
    await copy(
      MFCreateFile(MF.MF_ACCESSMODE_READ, MF.MF_OPENMODE_FAIL_IF_NOT_EXIST, MF.MF_FILEFLAGS_NONE, from),
      MFCreateFile(MF.MF_ACCESSMODE_WRITE, MF.MF_OPENMODE_DELETE_IF_EXIST, MF.MF_FILEFLAGS_NONE, to),
    );
    MFShutdown();
  },
  'node:fs': (from, to) =>
    pipeline(createReadStream(from, { highWaterMark: chunkSize }), createWriteStream(to, { highWaterMark: chunkSize })),
};

if (options.copy) await copyAndReport(options.copy);
else compare();

/** @param {string} name */
async function copyAndReport(name) {
  const before = process.cpuUsage();
  const start = performance.now();
  await copies[name]?.(options.from, options.to);
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  const peakMiB = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(JSON.stringify({ ms, cpuMs: (user + system) / 1000, peakMiB }));
}

function compare() {
  const folder = mkdtempSync(join(options.folder, 'begin-end-copy-'));
  try {
    const { size } = options;
    const from = join(folder, 'from');
    const to = join(folder, 'to');
    fill(from, size);
    /** @type {Record<string, { ms: number, cpuMs: number, peakMiB: number }[]>} */
    const rounds = {};
    const names = Object.keys(copies);
    for (let round = 0; round < options.rounds; round += 1) {
      for (const name of round % 2 ? names.toReversed() : names) (rounds[name] ??= []).push(run(name, from, to));
    }
    // The peak must not depend on the size: a copy of a sixteenth says so.
    fill(from, Math.ceil(size / 16));
    const small = Object.fromEntries(names.map((name) => [name, run(name, from, to).peakMiB]));
    report(size, rounds, small);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @type {(path: string, mebibytes: number) => void} */
function fill(path, mebibytes) {
  const fd = openSync(path, 'w');
  const block = Buffer.alloc(1024 * 1024);
  for (let written = 0; written < mebibytes; written += 1) {
    block.fill(written & 0xff);
    writeSync(fd, block);
  }
  closeSync(fd);
}

/** @type {(name: string, from: string, to: string) => { ms: number, cpuMs: number, peakMiB: number }} */
function run(name, from, to) {
  const script = fileURLToPath(import.meta.url);
  const child = spawnSync(
    process.execPath,
    [script, '--copy', name, '--from', from, '--to', to, '--chunk', String(chunkSize)],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  if (child.status !== 0) throw new Error(`${name} failed`);
  if (statSync(to).size !== statSync(from).size) throw new Error(`${name}: the copy has another size`);
  rmSync(to);
  return JSON.parse(child.stdout);
}

/** @param {number[]} values */
function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return /** @type {number} */ (sorted[sorted.length >> 1]);
}

/** @type {(size: number, rounds: Record<string, { ms: number, cpuMs: number, peakMiB: number }[]>, small: Record<string, number>) => void} */
function report(size, rounds, small) {
  console.log(`${size} MiB in chunks of ${chunkSize} bytes, medians of ${options.rounds} rounds\n`);
  console.log('copy            ms       CPU ms   peak MiB   … of a sixteenth');
  for (const [name, results] of Object.entries(rounds)) {
    const columns = [
      median(results.map(({ ms }) => ms)).toFixed(0),
      median(results.map(({ cpuMs }) => cpuMs)).toFixed(0),
      median(results.map(({ peakMiB }) => peakMiB)).toFixed(0),
      (small[name] ?? 0).toFixed(0),
    ];
    console.log(name.padEnd(16) + columns.map((column) => column.padEnd(9)).join(''));
  }
  const ratio = (/** @type {string} */ name) => {
    // In pairs, so that what slows the machine down for a while slows both.
    const pairs = (rounds[name] ?? []).map(({ ms }, round) => ms / (rounds['node:fs']?.[round]?.ms ?? NaN));
    const of = (/** @type {string} */ key) => median((rounds[key] ?? []).map(({ ms }) => ms));
    return `${(of(name) / of('node:fs')).toFixed(2)} (median of the paired ratios ${median(pairs).toFixed(2)})`;
  };
  console.log(`\nratio of the medians to node:fs: ${ratio('begin-end')}, on a platform ${ratio('on a platform')}`);
}
