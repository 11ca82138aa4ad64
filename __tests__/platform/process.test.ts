import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder: string;
let platform: string;

/** Runs a program of its own on a started platform, until it ends by itself. */
function run(program: string) {
  const file = join(folder, 'program.mjs');
  writeFileSync(
    file,
    `import { createEmbeddedPlatform } from ${JSON.stringify(pathToFileURL(platform))};
    const mf = createEmbeddedPlatform();
    mf.MFStartup(0x00020070);
    const say = { Invoke: (result) => console.log(result.GetStateNoAddRef()) };
    ${program}`,
  );
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8', timeout: 20_000 });
  return { status, stdout: stdout.trim(), stderr };
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'platform-'));
  platform = join(folder, 'platform.mjs');
  // In a process of its own: esbuild does not like Jest's sandbox.
  const options = {
    entryPoints: ['src/platform/index.ts'],
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile: platform,
  };
  const bundler = `import { build } from 'esbuild'; await build(${JSON.stringify(options)});`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', bundler], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a process', () => {
  test.each([
    ['nothing pending', ``],
    ['an item that waits for nothing', `mf.MFPutWaitingWorkItem(null, 0, mf.MFCreateAsyncResult(null, say, null));`],
    ['a scheduled item that was cancelled', `mf.MFCancelWorkItem(mf.MFScheduleWorkItem(say, null, -60000));`],
    ['a periodic callback that was removed', `mf.MFRemovePeriodicCallback(mf.MFAddPeriodicCallback(() => {}, null));`],
    [
      'everything pending, and shut down',
      `
      mf.MFAddPeriodicCallback(() => {}, null);
      mf.MFScheduleWorkItem(say, null, -60000);
      mf.MFPutWaitingWorkItem(new Promise(() => {}), 0, mf.MFCreateAsyncResult(null, say, null));
      mf.MFShutdown();`,
    ],
  ])('with %s ends', (_name, program) => {
    expect(run(program)).toStrictEqual({ status: 0, stdout: '', stderr: '' });
  });

  test.each([
    ['a work item', `mf.MFPutWorkItem(1, say, 'said');`],
    ['a scheduled item', `mf.MFScheduleWorkItem(say, 'said', -1);`],
    [
      'an item that waits for a signal, which by itself keeps nothing alive',
      `mf.MFPutWaitingWorkItem(AbortSignal.timeout(1), 0, mf.MFCreateAsyncResult(null, say, 'said'));`,
    ],
    [
      'a periodic callback',
      `const key = mf.MFAddPeriodicCallback(() => { console.log('said'); mf.MFRemovePeriodicCallback(key); }, null);`,
    ],
  ])('with %s pending lives until it has run', (_name, program) => {
    expect(run(program)).toStrictEqual({ status: 0, stdout: 'said', stderr: '' });
  });

  test('in which Invoke throws ends as by any uncaught exception, whose stack says where', () => {
    const { status, stderr } = run(
      `mf.MFPutWorkItem(1, { Invoke: function culprit() { throw new Error('out') } }, null);`,
    );
    expect(status).not.toBe(0);
    expect(stderr).toMatch(/Error: out\n +at \S*culprit/);
  });

  test('in which an uncaught exception is handled runs the items that follow', () => {
    const program = `
      process.on('uncaughtException', () => {});
      mf.MFPutWorkItem(1, { Invoke() { throw new Error('out') } }, null);
      mf.MFPutWorkItem(1, say, 'said');`;
    expect(run(program)).toStrictEqual({ status: 0, stdout: 'said', stderr: '' });
  });
});
