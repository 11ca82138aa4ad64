import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { transformSync } from 'esbuild';

import { E_ABORT, E_FAIL, MF_E_END_OF_STREAM } from '../../src/index.js';
import { blocksOf } from './blocks.mjs';

// The handlers of docs/errors-and-hresults.md, as a user pastes them, with Comlink itself between two real threads.

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = 'docs/errors-and-hresults.md';
const recipes = blocksOf(page, readFileSync(join(root, page), 'utf8')).filter(({ code }) => code.includes('comlink'));

/** Calls remote functions and prints what comes back; `bare`: only the thread that throws has the handlers. */
const program = `
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { E_ABORT, HResultError, hresultOf, isCancelled, MF_E_END_OF_STREAM } from 'begin-end';
import { expose, wrap } from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';

const isBare = process.argv[2] === 'bare' && isMainThread;
if (!isBare) for (const recipe of ${JSON.stringify(recipes.map((_, index) => `./recipe${index}.mjs`))}) await import(recipe);

const thrower = (value) => () => {
  throw value;
};
const describe = (value) => {
  if (!(value instanceof Error)) return String(value);
  const { name, message, operation } = value;
  const isOurs = value instanceof HResultError;
  return { name, message, operation, isOurs, hresult: hresultOf(value), isCancelled: isCancelled(value) };
};

if (isMainThread) {
  const thread = new Worker(new URL(import.meta.url), { argv: process.argv.slice(2) });
  const remote = wrap(nodeEndpoint(thread));
  const outcomes = {};
  for (const name of ['failed', 'cancelled', 'broken', 'number', 'nothing', 'value']) {
    outcomes[name] = await remote[name]().then((value) => ['resolved', value], (error) => ['rejected', describe(error)]);
  }
  if (!isBare) {
    outcomes.given = await remote.describe(new HResultError(E_ABORT, 'EndWrite'));
    outcomes.taken = describe(await remote.make());
  }
  console.log(JSON.stringify(outcomes));
  await thread.terminate();
} else {
  const failed = thrower(new HResultError(MF_E_END_OF_STREAM, 'EndRead', { fault: 'nothing is left' }));
  const api = {
    failed,
    cancelled: thrower(new HResultError(E_ABORT)),
    broken: thrower(new RangeError('broken')),
    number: thrower(3),
    nothing: thrower(undefined),
    value: () => 'value',
    describe,
    make: () => new HResultError(E_ABORT, 'EndRead'),
  };
  expose(api, nodeEndpoint(parentPort));
}
`;

const failed = {
  name: 'HResultError',
  message: 'EndRead: nothing is left (MF_E_END_OF_STREAM)',
  operation: 'EndRead',
  isOurs: true,
  hresult: MF_E_END_OF_STREAM,
  isCancelled: false,
};
const cancelled = {
  name: 'HResultError',
  message: 'the operation failed (E_ABORT)',
  isOurs: true,
  hresult: E_ABORT,
  isCancelled: true,
};
/** What Comlink does by itself, which must stay as it is. */
const others = {
  broken: ['rejected', { name: 'RangeError', message: 'broken', isOurs: false, hresult: E_FAIL, isCancelled: false }],
  number: ['rejected', '3'],
  nothing: ['rejected', 'undefined'],
  value: ['resolved', 'value'],
};

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'begin-end-comlink-'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules/begin-end'), 'junction');
  symlinkSync(join(root, 'node_modules/comlink'), join(folder, 'node_modules/comlink'), 'junction');
  for (const [index, { code }] of recipes.entries()) {
    writeFileSync(join(folder, `recipe${index}.mjs`), transformSync(code, { loader: 'ts' }).code);
  }
  writeFileSync(join(folder, 'program.mjs'), program);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function outcomes(...args: string[]): unknown {
  const { stdout, stderr } = spawnSync(process.execPath, [join(folder, 'program.mjs'), ...args], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

test('errors, over Comlink with the handlers on both sides, arrive as what they are', () => {
  expect(outcomes()).toStrictEqual({
    failed: ['rejected', failed],
    cancelled: ['rejected', cancelled],
    ...others,
    given: { ...cancelled, message: 'EndWrite: the operation failed (E_ABORT)', operation: 'EndWrite' },
    taken: { ...cancelled, message: 'EndRead: the operation failed (E_ABORT)', operation: 'EndRead' },
  });
});

test('errors, over Comlink with the handlers only where they are thrown, keep their HRESULT', () => {
  expect(outcomes('bare')).toStrictEqual({
    failed: ['rejected', { ...failed, isOurs: false }],
    cancelled: ['rejected', { ...cancelled, isOurs: false }],
    ...others,
  });
});
