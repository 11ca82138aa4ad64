import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { HashingThread } from '../../examples/threads/HashingThread.mjs';
import { fromBeginEnd, HRESULT_FROM_WIN32, HResultError, MF_E_SHUTDOWN } from '../../src/index.js';
import { testWithEndlessFile } from '../support/conditionalTests.js';

const program = fileURLToPath(new URL('../../examples/threads/main.mjs', import.meta.url));
const license = fileURLToPath(new URL('../../LICENSE', import.meta.url));
const nowhere = fileURLToPath(new URL('nowhere', import.meta.url));
const digest = createHash('sha256').update(readFileSync(license)).digest('hex');

const run = (...args: string[]) => spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });

describe('a pair whose work is done by a real thread', () => {
  let thread: HashingThread;
  beforeEach(() => {
    thread = new HashingThread();
  });
  afterEach(() => thread.close());

  test('a value, from the thread, arrives', async () => {
    const { hash } = fromBeginEnd(thread);
    await expect(Promise.all([hash(license), hash(license)])).resolves.toStrictEqual([digest, digest]);
  });

  test('an error, from the thread, arrives with its class, its HRESULT and its message', async () => {
    const { hash } = fromBeginEnd(thread);
    const error: unknown = await hash(nowhere).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(HResultError);
    expect(error).toMatchObject({
      hresult: HRESULT_FROM_WIN32(2),
      operation: 'EndHash',
      message: expect.stringContaining('ENOENT'),
    });
  });

  testWithEndlessFile('an operation that is cancelled, in the thread, ends with the reason', async () => {
    const { hash } = fromBeginEnd(thread);
    const endless = hash('/dev/zero');
    endless.cancel('enough');
    await expect(endless).rejects.toBe('enough');
    // The thread is free for the next one.
    await expect(hash(license)).resolves.toBe(digest);
  });

  testWithEndlessFile('an operation that is open when the thread ends, fails with MF_E_SHUTDOWN', async () => {
    const { hash } = fromBeginEnd(thread);
    const endless = hash('/dev/zero');
    const closed = thread.close();
    await expect(endless).rejects.toMatchObject({ hresult: MF_E_SHUTDOWN });
    await closed;
  });
});

describe('examples/threads/main.mjs', () => {
  test('a file, and one that is missing, are hashed and refused', () => {
    const { status, stdout, stderr } = run(license, nowhere);
    const lines = stdout.split('\n');
    expect(lines[0]).toBe(`${digest}  ${license}`);
    expect(lines[1]).toMatch(/^HResultError: EndHash: ENOENT: .+ \(0x80070002\)$/);
    expect([status, stderr]).toStrictEqual([1, '']);
  });

  testWithEndlessFile('a file without end, and a limit, is given up', async () => {
    expect(run('--limit', '1', '/dev/zero')).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/^TimeoutError: .+\n$/),
      stderr: '',
    });
  });
});
