import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from '@jest/globals';

import type { Engine } from '../../checks/engines/engines.mjs';
import { judge } from '../../checks/engines/judge.mjs';
import type { Entry } from '../../checks/engines/notApplicable.mjs';
import type { Outcome } from '../../checks/engines/outcome.mjs';
import { runEngine } from '../../checks/engines/runEngine.mjs';
import * as runner from '../../checks/engines/runner.mjs';
import { failuresOf, reasonsOf, reportOf, tableOf } from '../../checks/engines/table.mjs';

const passed = (place: string, name = `test ${place}`): Outcome & { file: string } => ({
  file: 'a.test.ts',
  place,
  name,
  outcome: 'passed',
});
const failed = (place: string, error: string, name?: string): Outcome & { file: string } => ({
  ...passed(place, name),
  outcome: 'failed',
  error,
});

const entry: Entry = {
  reason: 'it reads files',
  engines: /^Firefox/,
  error: /^fs is not here/,
  tests: ['a.test.ts › test 0', 'b.test.ts'],
};

const verdictOf = (
  outcomes: (Outcome & { file: string })[],
  { engine = 'Firefox, window', known = [passed('0'), passed('1')], fault = undefined as string | undefined } = {},
) => judge(engine, { outcomes, fault }, known, [entry]);

describe('the verdict on an engine', () => {
  test('all tests, passed, are counted', () => {
    expect(verdictOf([passed('0'), passed('1')])).toMatchObject({ passed: 2, failed: [], notApplicable: [] });
  });

  test('a test that fails as its entry expects, is not applicable, for that reason', () => {
    const {
      passed: count,
      failed: failures,
      notApplicable,
      used,
    } = verdictOf([failed('0', 'fs is not here'), passed('1')]);
    expect({ count, failures, notApplicable }).toStrictEqual({
      count: 1,
      failures: [],
      notApplicable: [{ test: 'a.test.ts › test 0', reason: 'it reads files' }],
    });
    expect([...used]).toStrictEqual([entry]);
  });

  test.each([
    ['with another error', [failed('0', 'wrong'), passed('1')], {}],
    ['in another engine', [failed('0', 'fs is not here'), passed('1')], { engine: 'Chromium, window' }],
    ['that no entry names', [passed('0'), failed('1', 'fs is not here')], {}],
    ['that Node does not have', [passed('0'), passed('1'), failed('2', 'wrong')], {}],
  ])('a test that fails, %s, has failed', (_, outcomes, options) => {
    const { failed: failures, notApplicable } = verdictOf(outcomes, options);
    expect(failures).toHaveLength(1);
    expect(notApplicable).toStrictEqual([]);
  });

  test('an entry that names no test, gives the reason for any that fails with its error', () => {
    const entryForAll: Entry = { reason: 'it starts a process', error: /^child_process is not here/ };
    const outcomes = [failed('0', 'child_process is not here: spawn'), failed('1', 'wrong')];
    const { failed: failures, notApplicable } = judge('Firefox, window', { outcomes, fault: undefined }, outcomes, [
      entryForAll,
    ]);
    expect(notApplicable).toStrictEqual([{ test: 'a.test.ts › test 0', reason: 'it starts a process' }]);
    expect(failures.map(({ test: name }) => name)).toStrictEqual(['a.test.ts › test 1']);
  });

  test('a test that was not run, has failed', () => {
    expect(verdictOf([passed('0')]).failed).toStrictEqual([{ test: '1 tests', error: 'they were not run' }]);
  });

  test('a test that calls something otherwise, is the same test by its place', () => {
    const { passed: count, failed: failures } = verdictOf([passed('0', 'another name'), passed('1')]);
    expect({ count, failures }).toStrictEqual({ count: 2, failures: [] });
  });

  test('an engine that stopped half-way, has failed, and so have the tests that it did not run', () => {
    expect(verdictOf([passed('0')], { fault: 'it hung' }).failed).toStrictEqual([
      { test: 'the engine', error: 'it hung' },
      { test: '1 tests', error: 'they were not run' },
    ]);
  });

  test('a file that cannot be loaded, counts for each of its tests, by their names', () => {
    const loading = { ...failed('loading', 'fs is not here', '(loading it)') };
    const { failed: failures, notApplicable } = verdictOf([loading]);
    expect(notApplicable.map((each) => each.test)).toStrictEqual(['a.test.ts › test 0']);
    expect(failures.map((each) => each.test)).toStrictEqual(['a.test.ts › test 1']);
  });

  test('a test that skips itself, is not applicable, for the reason in its name', () => {
    const skipped = { ...passed('1', 'full (skipped: there is no disk)'), outcome: 'skipped' as const };
    expect(verdictOf([passed('0'), skipped]).notApplicable).toMatchObject([{ reason: 'there is no disk' }]);
  });
});

/** The line of an engine, with what has come of its tests. */
const rowOf = (engine: string, ...outcomes: (Outcome & { file: string })[]) => ({
  engine,
  version: '1.0',
  milliseconds: 4200,
  verdict: verdictOf(outcomes, { engine }),
});

describe('the table', () => {
  const notHere = [failed('0', 'fs is not here'), passed('1')];

  test('each engine is a line of its counts', () => {
    expect(tableOf([rowOf('Node', passed('0'), failed('1', 'wrong')), rowOf('Firefox, window', ...notHere)])).toBe(
      [
        'engine           version  passed  failed  not applicable  seconds',
        'Node             1.0           1       1               0        4',
        'Firefox, window  1.0           1       0               1        4',
      ].join('\n'),
    );
  });

  test('each reason is a line with its counts, and on request with its tests', () => {
    const rows = [rowOf('Firefox, window', ...notHere), rowOf('Firefox, worker', ...notHere)];
    expect(reasonsOf(rows)).toBe('- it reads files: 1 in Firefox (window, worker)');
    expect(reasonsOf(rows, true)).toBe('- it reads files: 1 in Firefox (window, worker)\n    a.test.ts › test 0');
  });

  test('a failure is said with its engine, its test and its words', () => {
    expect(failuresOf(rowOf('Node', passed('0'), failed('1', 'wrong\nvery')))).toBe(
      'FAILED  Node: a.test.ts › test 1\n        wrong\n        very',
    );
  });
});

describe('the report', () => {
  const good = rowOf('Firefox, window', failed('0', 'fs is not here'), passed('1'));
  const report = (parts: Partial<Parameters<typeof reportOf>[0]>) =>
    reportOf({ rows: [good], missing: [], canInstall: true, entries: [entry], ...parts });
  const missing = [{ engine: 'WebKit, window', remedy: 'install it' }];

  test('all engines, without a failure, pass', () => {
    const { text, isGood } = report({});
    expect(isGood).toBe(true);
    expect(text).toMatch(/\n1 passed, 0 failed, 1 not applicable, in 1 engines; 0 missing$/);
  });

  test('a failure of a test fails the check, and is said', () => {
    const { text, isGood } = report({ rows: [good, rowOf('Node', passed('0'), failed('1', 'wrong'))] });
    expect(isGood).toBe(false);
    expect(text).toContain('FAILED  Node: a.test.ts › test 1');
  });

  test('an engine that is missing where it can be installed, is a line of the table and a failure', () => {
    const { text, isGood } = report({ missing });
    expect(isGood).toBe(false);
    expect(text).toMatch(/^WebKit, window +missing +- +- +- +-$/m);
    expect(text).toMatch(/\nFAILED {2}WebKit, window: it is missing; install it\n1 passed, 1 failed, .*; 1 missing$/);
  });

  test('an engine that is missing elsewhere, is a line of the table, and said not to have run', () => {
    const { text, isGood } = report({ missing, canInstall: false });
    expect(isGood).toBe(true);
    expect(text).toMatch(/^WebKit, window +missing +- +- +- +-$/m);
    expect(text).toContain('NOT RUN WebKit, window: it is missing; install it');
  });

  test('an entry that excuses no test any more, fails the check', () => {
    const { text, isGood } = report({ rows: [rowOf('Firefox, window', passed('0'), passed('1'))] });
    expect(isGood).toBe(false);
    expect(text).toContain("FAILED  notApplicable.mjs: 'it reads files' excuses no test any more: a.test.ts › test 0");
  });

  test('an entry that need not excuse a test, is no failure where it does not', () => {
    const rows = [rowOf('Firefox, window', passed('0'), passed('1'))];
    expect(report({ rows, entries: [{ ...entry, sometimes: true }] }).isGood).toBe(true);
  });

  test('an entry, where an engine is missing that may need it, is not judged', () => {
    const rows = [rowOf('Firefox, window', passed('0'), passed('1'))];
    expect(report({ rows, missing, canInstall: false }).isGood).toBe(true);
  });
});

/** What comes of a file with this body, by names. */
const outcomesOf = async (body: () => void) =>
  (await runner.runFile(async () => body())).map(({ name, outcome, error }) => [name, outcome, error?.split('\n')[0]]);

describe('the runner', () => {
  test('tests in blocks have the names of those, and places in their order', async () => {
    const outcomes = await runner.runFile(async () => {
      runner.describe('outer', () => {
        runner.test('first', () => {});
        runner.describe('inner', () => runner.test('second', () => {}));
      });
      runner.test('third', () => {});
    });
    expect(outcomes).toStrictEqual([
      { place: '0.0', name: 'outer › first', outcome: 'passed' },
      { place: '0.1.0', name: 'outer › inner › second', outcome: 'passed' },
      { place: '1', name: 'third', outcome: 'passed' },
    ]);
  });

  test('hooks run around each test, from the outside in, and back', async () => {
    const order: string[] = [];
    await outcomesOf(() => {
      runner.beforeAll(() => order.push('before all'));
      runner.beforeEach(() => order.push('outer before'));
      runner.afterEach(() => order.push('outer after'));
      runner.afterAll(() => order.push('after all'));
      runner.describe('inner', () => {
        runner.beforeEach(() => order.push('inner before'));
        runner.afterEach(() => order.push('inner after'));
        runner.test('test', () => order.push('test'));
      });
    });
    expect(order.join(', ')).toBe('before all, outer before, inner before, test, inner after, outer after, after all');
  });

  test('a test whose action or hook throws or rejects, has failed with that error, and the next one runs', async () => {
    const outcomes = await outcomesOf(() => {
      runner.test('throws', () => {
        throw new Error('thrown');
      });
      runner.test('rejects', () => Promise.reject(new Error('rejected')));
      runner.describe('hooked', () => {
        runner.beforeEach(() => Promise.reject(new Error('before')));
        runner.test('not reached', () => {});
      });
      runner.test('next', () => {});
    });
    expect(outcomes).toStrictEqual([
      ['throws', 'failed', 'thrown'],
      ['rejects', 'failed', 'rejected'],
      ['hooked › not reached', 'failed', 'before'],
      ['next', 'passed', undefined],
    ]);
  });

  test('a hook around all tests that fails, fails each of them unrun, and is told by itself', async () => {
    const run: string[] = [];
    const outcomes = await outcomesOf(() => {
      runner.beforeAll(() => Promise.reject(new Error('no ground')));
      runner.test('one', () => run.push('one'));
      runner.describe('inner', () => {
        runner.beforeAll(() => run.push('before all'));
        runner.test('two', () => run.push('two'));
      });
    });
    expect(run).toStrictEqual([]);
    expect(outcomes).toStrictEqual([
      ['one', 'failed', 'no ground'],
      ['inner › two', 'failed', 'no ground'],
      ['(before or after all)', 'failed', 'no ground'],
    ]);
  });

  test('a test that never ends, has failed', async () => {
    const outcomes = await outcomesOf(() => runner.test('waits', () => new Promise(() => {}), 1));
    expect(outcomes).toStrictEqual([['waits', 'failed', 'it has not ended after 1 ms']]);
  });

  test('an error that is thrown where nothing catches it, fails the test that runs, at once', async () => {
    const outcomes = await outcomesOf(() =>
      runner.test('waits for what never comes', () => {
        expect(runner.failRunningTest(new Error('uncaught'))).toBe(true);
        return new Promise(() => {});
      }),
    );
    expect(outcomes).toStrictEqual([['waits for what never comes', 'failed', 'uncaught']]);
    expect(runner.failRunningTest(new Error('between the tests'))).toBe(false);
  });

  test('an expectation of Jest that does not hold, fails its test', async () => {
    const outcomes = await outcomesOf(() => runner.test('wrong', () => runner.expect(1).toBe(2)));
    expect(outcomes).toStrictEqual([['wrong', 'failed', 'expect(received).toBe(expected) // Object.is equality']]);
  });

  test('a test or a block that is skipped, is said to be', async () => {
    const outcomes = await outcomesOf(() => {
      runner.test.skip('one');
      runner.describe.skip('block', () => runner.test('two', () => Promise.reject(new Error('it ran'))));
    });
    expect(outcomes).toStrictEqual([
      ['one', 'skipped', undefined],
      ['block › two', 'skipped', undefined],
    ]);
  });

  test('each test, once it has ended, is told', async () => {
    const told: string[] = [];
    const afterTest = async (name: string): Promise<void> => void told.push(name);
    await runner.runFile(async () => {
      runner.test('one', () => {});
      runner.describe('inner', () => runner.test('two', () => Promise.reject(new Error('wrong'))));
    }, afterTest);
    expect(told).toStrictEqual(['one', 'two']);
  });

  test('a file that throws while it is loaded, is one failure', async () => {
    expect(await runner.runFile(() => Promise.reject(new Error('fs is not here')))).toMatchObject([
      { place: 'loading', outcome: 'failed', error: expect.stringContaining('fs is not here') },
    ]);
  });

  test('rows are tests of their own, with their values in name and arguments', async () => {
    const given: unknown[] = [];
    const outcomes = await outcomesOf(() => {
      runner.test.each([
        ['one', 1],
        ['two', 2],
      ])('%s is %d', (...row) => given.push(row));
      runner.test.each([{ name: 'three' }])('$name', (row) => given.push(row));
    });
    expect(outcomes.map(([name]) => name)).toStrictEqual(['one is 1', 'two is 2', 'three']);
    expect(given).toStrictEqual([['one', 1], ['two', 2], { name: 'three' }]);
  });

  test('fake timers are turned by hand, and count', async () => {
    const outcomes = await outcomesOf(() => {
      runner.test('a minute', () => {
        runner.jest.useFakeTimers();
        try {
          const fired = runner.jest.fn();
          setTimeout(fired, 60_000);
          runner.expect(runner.jest.getTimerCount()).toBe(1);
          runner.jest.advanceTimersByTime(60_000);
          runner.expect(fired).toHaveBeenCalledTimes(1);
        } finally {
          runner.jest.useRealTimers();
        }
      });
    });
    expect(outcomes).toStrictEqual([['a minute', 'passed', undefined]]);
  });
});

/** An engine that is a program of Node. */
const engineOf = (code: string): Engine => ({
  name: 'an engine',
  bundles: 'node',
  find: () => process.execPath,
  command: (program, { origin }) => [program, '--input-type=module', '--eval', code, origin],
});

describe('the run of an engine', () => {
  const post = `const post = (body) => fetch(process.argv[1] + '/report', { method: 'POST', body: JSON.stringify(body) });`;
  const run = (code: string, timeout = 60_000) =>
    runEngine(engineOf(post + code), process.execPath, { bundles: '.', number: 0, timeout });

  test('an engine that reports to the end, is done, with its outcomes', async () => {
    const outcome = { place: '0', name: 'test', outcome: 'passed' };
    const { fault, outcomes } = await run(`
      await post({ kind: 'starts', file: 'a.test.ts' });
      await post({ kind: 'ended', file: 'a.test.ts', outcomes: [${JSON.stringify(outcome)}] });
      await post({ kind: 'done' });
      setInterval(() => {}, 1000);`);
    expect({ fault, outcomes }).toStrictEqual({ fault: undefined, outcomes: [{ file: 'a.test.ts', ...outcome }] });
  });

  test('an engine that dies, is a fault that says in which file, and its last words', async () => {
    const { fault } = await run(`
      await post({ kind: 'starts', file: 'a.test.ts' });
      console.error('out of luck');
      process.exit(3);`);
    expect(fault).toBe('ended with code 3 in a.test.ts: out of luck');
  });

  test('an engine that reports a crash, is a fault in its words', async () => {
    const { fault } = await run(`await post({ kind: 'crashed', error: 'no module' });`);
    expect(fault).toBe('crashed before the first file: no module');
  });

  test('an engine that says that it goes on, and dies, is a fault that says after which test', async () => {
    const { fault } = await run(`
      await post({ kind: 'starts', file: 'a.test.ts' });
      await post({ kind: 'goes on', file: 'a.test.ts', test: 'a test' });
      process.exit(3);`);
    expect(fault).toBe("ended with code 3 in a.test.ts, after 'a test': ");
  });

  test('an engine that hangs, is a fault, and is ended', async () => {
    const { fault } = await run(`setInterval(() => {}, 1000);`, 1);
    expect(fault).toBe('hung before the first file: no report for 0.001 s');
  });

  test('an engine that cannot be started, is a fault', async () => {
    const engine: Engine = { ...engineOf(''), command: () => ['/no/such/engine'] };
    const { fault } = await runEngine(engine, '', { bundles: '.', number: 0, timeout: 60_000 });
    expect(fault).toMatch(/^ended with code 1 before the first file: .*ENOENT/);
  });
});

/**
 * An engine that starts another process, which leaves its group and its session, and ignores what asks it to end. That one ends
 * when nothing reads what it says any more: where the keeper fails, no process is left behind by its test.
 */
const engineWithChild = (then: string) => `
  import { spawn } from 'node:child_process';
  const code = "process.on('SIGTERM', () => {}); console.log('ready'); setInterval(() => console.error('alive'), 100)";
  const child = spawn(process.execPath, ['--eval', code], { detached: true, stdio: ['ignore', 'pipe', 1] });
  child.stdout.on('data', () => { process.stdout.write('ready'); ${then} });`;

// Only Linux tells which processes belong to a session.
(process.platform === 'linux' ? describe : describe.skip)('the keeper of an engine', () => {
  const keeper = fileURLToPath(new URL('../../checks/engines/keeper.mjs', import.meta.url));
  const idle = `setInterval(() => {}, 1000);`;
  const readers: Readable[] = [];
  // Four processes start, one after the other.
  const limit = 60_000;
  afterEach(() => {
    for (const reader of readers) reader.destroy();
  });

  /** Starts a keeper below a process that stands for the check, and waits until its engine is there. */
  async function start(then: string) {
    const folder = mkdtempSync(join(tmpdir(), 'begin-end-keeper-'));
    const args = [keeper, folder, process.execPath, '--input-type=module', '--eval', engineWithChild(then)];
    const code = `
      import { spawn } from 'node:child_process';
      spawn(process.execPath, ${JSON.stringify(args)}, { stdio: ['pipe', 'inherit', 'inherit'] });`;
    const check = spawn(process.execPath, ['--input-type=module', '--eval', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    readers.push(check.stdout);
    // Every process holds this pipe: it ends when the last of them has gone.
    const closed = new Promise((resolve) => check.stdout.once('end', resolve));
    await new Promise((resolve) => check.stdout.once('data', resolve));
    check.stdout.resume();
    return { check, closed, folder };
  }

  test(
    'where the check is killed, no process of the engine is left, nor its folder',
    async () => {
      const { check, closed, folder } = await start(idle);
      check.kill('SIGKILL');
      await closed;
      expect(existsSync(folder)).toBe(false);
    },
    limit,
  );

  test(
    'where the engine crashes, no process that it started is left, nor its folder',
    async () => {
      const { closed, folder } = await start(`process.kill(process.pid, 'SIGKILL');`);
      await closed;
      expect(existsSync(folder)).toBe(false);
    },
    limit,
  );
});
