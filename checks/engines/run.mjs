// Runs all test files in an engine, and reports to the check, file by file: an engine that hangs or dies has said where.
import process from 'node:process';
import { files } from 'engines:files';

import { failRunningTest, runFile } from './runner.mjs';

/** @typedef {(report: import('./outcome.mjs').Report) => Promise<unknown>} Send */

/** @param {Send} send */
export async function run(send) {
  try {
    await runAll(send);
    await send({ kind: 'done' });
  } catch (error) {
    await send({ kind: 'crashed', error: String(error instanceof Error ? error.stack : error) });
  }
}

// Tests may replace them while they run.
const { fetch } = globalThis;
const now = Date.now.bind(Date);

/** A file that takes long says now and then that it goes on, in milliseconds. */
const interval = 5000;

/** @type {(origin: string) => Send} */
export const byFetch = (origin) => async (report) => {
  const response = await fetch(`${origin}/report`, { method: 'POST', body: JSON.stringify(report) });
  await response.text();
};

/** @param {Send} send */
async function runAll(send) {
  /** @type {any[]} */
  let uncaught = [];
  process.on('uncaughtException', (error) => {
    if (!failRunningTest(error)) uncaught.push(error);
  });
  for (const { name: file, load } of files) {
    uncaught = [];
    await send({ kind: 'starts', file });
    let last = now();
    const outcomes = await runFile(load, async (test) => {
      if (now() - last < interval) return;
      await send({ kind: 'goes on', file, test });
      last = now();
    });
    for (const [index, error] of uncaught.entries()) {
      const text = String(error?.stack ?? error);
      outcomes.push({ place: `uncaught ${index}`, name: '(uncaught)', outcome: 'failed', error: text });
    }
    await send({ kind: 'ended', file, outcomes });
  }
}
