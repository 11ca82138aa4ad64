// `npm run check -- faults`: every fault, for every library that can express it, each in a process of its own; the table goes into
// README.md.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { writeBetweenMarkers } from '../markers.mjs';
import { readArguments } from '../arguments.mjs';
import { groups } from './faults.mjs';
import { peers } from './peers.mjs';

const { options } = readArguments('faults');
const cell = fileURLToPath(new URL('cell.mjs', import.meta.url));
const page = fileURLToPath(new URL('README.md', import.meta.url));
const only = options['own'] ? ['begin-end'] : Object.keys(peers);
const signs = {
  survived: '✓',
  'told otherwise': 'told otherwise',
  'silent loss': 'silent loss',
  hang: 'hang',
  crash: 'crash',
  'not expressible': '–',
  'not comparable': '·',
};

/** @param {string} peer @param {string} group @param {number} index @returns {Promise<keyof typeof signs>} */
function run(peer, group, index) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--expose-gc', cell, peer, group, `${index}`], {
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 60_000,
    });
    let output = '';
    child.stdout.on('data', (data) => (output += data));
    child.on('close', (code) => {
      const verdict = output.trim().split('\n').at(-1) ?? '';
      // 13: the process ended while its promise was still pending.
      resolve(
        /** @type {any} */ (code === 0 && verdict in signs ? verdict : code === 13 || code === null ? 'hang' : 'crash'),
      );
    });
  });
}

/** @type {{ group: string, name: string, peer: string, index: number, verdict?: keyof typeof signs }[]} */
const cells = Object.entries(groups).flatMap(([group, faults]) =>
  faults.flatMap(({ name, reason }, index) =>
    only.map((peer) => ({
      group,
      name,
      peer,
      index,
      // Needs no process to tell.
      ...(reason !== undefined && peer !== 'begin-end' && { verdict: /** @type {const} */ ('not comparable') }),
    })),
  ),
);
const toRun = cells.filter(({ verdict }) => verdict === undefined);
let next = 0;
let done = 0;
await Promise.all(
  Array.from({ length: availableParallelism() }, async () => {
    for (let current = toRun[next++]; current !== undefined; current = toRun[next++]) {
      current.verdict = await run(current.peer, current.group, current.index);
      done += 1;
      if (done % 64 === 0) console.log(`${done} of ${toRun.length} …`);
    }
  }),
);

const lines = [`| | ${only.join(' | ')} |`, `|${' -- |'.repeat(only.length + 1)}`];
let rows = 0;
for (const [group, faults] of Object.entries(groups)) {
  lines.push(`| **${group}** |${' |'.repeat(only.length)}`);
  for (const [index, { name }] of faults.entries()) {
    const row = cells.filter((each) => each.group === group && each.index === index);
    lines.push(`| ${name} | ${row.map(({ verdict = 'crash' }) => signs[verdict]).join(' | ')} |`);
    rows += 1;
  }
}
const count = (/** @type {string} */ peer, /** @type {string} */ verdict) =>
  cells.filter((each) => each.peer === peer && each.verdict === verdict).length;
for (const verdict of /** @type {(keyof typeof signs)[]} */ (Object.keys(signs))) {
  lines.push(`| **${verdict}** | ${only.map((peer) => `**${count(peer, verdict)}**`).join(' | ')} |`);
}
const table = lines.join('\n');
/** @type {Map<string, string[]>} */ const reasons = new Map();
for (const [group, faults] of Object.entries(groups)) {
  for (const { name, reason } of faults) {
    if (reason === undefined) continue;
    const where = faults.every((each) => each.reason === reason) ? `all of *${group}*` : `*${name}*`;
    reasons.set(reason, Array.from(new Set([...(reasons.get(reason) ?? []), where])));
  }
}
const notComparable = Array.from(reasons, ([reason, where]) => `- ${where.join('; ')}: ${reason}.`).join('\n');
console.log(table);
if (only.length > 1) writeBetweenMarkers(page, { faults: table, reasons: notComparable });
const own = count('begin-end', 'survived');
console.log(`${rows} faults, ${own} survived by begin-end`);
process.exitCode = own === rows ? 0 : 1;
