import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, jest } from '@jest/globals';
import pDefer from 'p-defer';

import { engines, type Engine } from '../../checks/engines/engines.mjs';
import { childrenOf, processesOf } from '../../checks/engines/processes.mjs';
import { runEngine } from '../../checks/engines/runEngine.mjs';
import { testWhere } from '../support/conditionalTests.js';

// What `npm run check -- engines` does with a real browser that is killed, or hangs.

// A browser takes seconds to start, and longer on a busy machine.
jest.setTimeout(120_000);

const windows = engines.filter(({ page }) => page === 'window');

let onBegun = (): void => {};
/** Hears of the page, beside the check. */
const server = createServer((_, response) => {
  response.end();
  onBegun();
});
let bundles: string;

beforeAll(async () => {
  bundles = mkdtempSync(join(tmpdir(), 'begin-end-pages-'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const report = JSON.stringify({ kind: 'starts', file: 'a.test.ts' });
  const page = `
    await fetch('/report', { method: 'POST', body: ${JSON.stringify(report)} });
    await fetch('http://127.0.0.1:${(server.address() as AddressInfo).port}', { mode: 'no-cors' });
    for (;;);`;
  writeFileSync(join(bundles, 'start.page.js'), page);
});

afterAll(() => {
  server.close();
  server.closeAllConnections();
  rmSync(bundles, { recursive: true });
});

/** The first process of the engine that this process runs in a folder, once it has been started. */
async function leaderIn(folder: string): Promise<number> {
  for (;;) {
    const keeper = childrenOf(process.pid).find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder));
    const [leader] = keeper === undefined ? [] : childrenOf(keeper);
    if (leader !== undefined) return leader;
    await setTimeout(10);
  }
}

/** Runs a browser on a page that never ends, and tells what is left of it. */
async function run(engine: Engine, options: { timeout: number; whenBegun?: (leader: number, folder: string) => void }) {
  const { promise: given, resolve } = pDefer<string>();
  const watched: Engine = {
    ...engine,
    command(program, started) {
      resolve(started.folder);
      return engine.command(program, started);
    },
  };
  const running = runEngine(watched, engine.find() ?? '', { bundles, number: 70, timeout: options.timeout });
  const folder = await given;
  const leader = await leaderIn(folder);
  onBegun = () => options.whenBegun?.(leader, folder);
  const { fault } = await running;
  return { fault, left: processesOf(leader, folder), hasFolder: existsSync(folder) };
}

describe.each(windows)('$name', (engine) => {
  const testWithBrowser = testWhere(
    process.platform === 'linux' && engine.find() !== undefined,
    `${engine.name} is not installed`,
  );

  testWithBrowser(
    'killed with SIGKILL while it runs a file, is a fault that says in which, and leaves no process',
    async () => {
      let count = 0;
      const { fault, left, hasFolder } = await run(engine, {
        timeout: 60_000,
        whenBegun(leader, folder) {
          count = processesOf(leader, folder).length;
          // The one that has started all others.
          process.kill(leader, 'SIGKILL');
        },
      });
      expect(count).toBeGreaterThan(1);
      expect(fault).toMatch(/^ended with code \S+ in a\.test\.ts: /);
      expect({ left, hasFolder }).toStrictEqual({ left: [], hasFolder: false });
    },
  );

  testWithBrowser('that answers no more, is a fault, and leaves no process', async () => {
    const { fault, left, hasFolder } = await run(engine, { timeout: 2000 });
    expect(fault).toMatch(/^hung .*: no report for 2 s$/);
    expect({ left, hasFolder }).toStrictEqual({ left: [], hasFolder: false });
  });
});
