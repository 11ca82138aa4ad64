import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { transformSync } from 'esbuild';

import { blocksOf } from './blocks.mjs';
import { expected, expectedBare } from './comlink.mjs';

// The handlers of docs/errors-and-hresults.md, as a user pastes them, with Comlink itself between two real threads.

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = 'docs/errors-and-hresults.md';
const recipes = blocksOf(page, readFileSync(join(root, page), 'utf8')).filter(({ code }) => code.includes('comlink'));

/** Calls remote functions and prints what comes back; `bare`: only the thread that throws has the handlers. */
const program = `
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { expose, wrap } from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import { api, passedOver, thrownOver } from ${JSON.stringify(new URL('comlink.mjs', import.meta.url))};

const isBare = process.argv[2] === 'bare' && isMainThread;
if (!isBare) for (const recipe of ${JSON.stringify(recipes.map((_, index) => `./recipe${index}.mjs`))}) await import(recipe);

if (isMainThread) {
  const thread = new Worker(new URL(import.meta.url), { argv: process.argv.slice(2) });
  const remote = wrap(nodeEndpoint(thread));
  const thrown = await thrownOver(remote);
  console.log(JSON.stringify(isBare ? thrown : { thrown, passed: await passedOver(remote) }));
  await thread.terminate();
} else {
  expose(api, nodeEndpoint(parentPort));
}
`;

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
  expect(outcomes()).toStrictEqual(expected);
});

test('errors, over Comlink with the handlers only where they are thrown, keep their HRESULT', () => {
  expect(outcomes('bare')).toStrictEqual(expectedBare);
});
