import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const demo = fileURLToPath(new URL('../../examples/demo/main.mjs', import.meta.url));
const isRoot = process.getuid?.() === 0;
const isWindows = process.platform === 'win32';

interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

let folder: string;
const fileCalled = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'begin-end-test-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** Runs the real program; `whenSeen` is pressed as Ctrl-C once the output says so. */
function run(args: string[], whenSeen?: RegExp): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    // A temporary folder of its own, to see what is left behind there.
    const child = spawn(process.execPath, [demo, ...args], { env: { ...process.env, TMPDIR: folder, TEMP: folder } });
    let stdout = '';
    let stderr = '';
    let pressed = false;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (pressed || !whenSeen?.test(stdout)) return;
      pressed = true;
      child.kill('SIGINT');
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

async function expectRefusal(args: string[], line: string): Promise<void> {
  expect(await run(args)).toStrictEqual({ code: 1, stdout: '', stderr: `demo: ${line}\n` });
}

describe('the demo', () => {
  test('a file, is read, served, counted, read on the platform and copied, and its SHA-256 is right each time', async () => {
    const bytes = randomBytes(300_000);
    await writeFile(fileCalled('file'), bytes);
    const checksum = createHash('sha256').update(bytes).digest('hex');
    const lines = bytes.filter((byte) => byte === 0x0a).length.toLocaleString('en');

    const { code, stdout, stderr } = await run([fileCalled('file')]);

    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toContain(`SHA-256 ${checksum}\n`);
    expect(stdout.split(`SHA-256 ${checksum.slice(0, 16)}…, the same\n`)).toHaveLength(4);
    expect(stdout).toContain(`; ${lines} line ends\n`);
    expect(stdout).toContain('BeginRead, Invoke, EndRead: 6 times each');
    expect(stdout).toContain('BeginHash, Invoke (S_OK), EndHash: once');
    expect(stdout.split('   100 % | 300 kB of 300 kB\n')).toHaveLength(6);
    expect(stdout).toMatch(/\nDone: 300 kB, five times\.\n$/);
  });

  test('each step, names its file and shows the lines that do it', async () => {
    await writeFile(fileCalled('short'), 'short');
    const { stdout } = await run([fileCalled('short')]);
    const files = Array.from(stdout.matchAll(/^ {3}(examples\/demo\/\w+\.mjs)$/gm), ([, file]) => file as string);
    expect(files.map((file) => file.split('/').at(-1))).toStrictEqual([
      'awaitCallbacks.mjs',
      'serveCallbacks.mjs',
      'bothWays.mjs',
      'onPlatform.mjs',
      'onPlatform.mjs',
    ]);
    expect(stdout).toContain("   │ const read = fromBeginEnd(stream, 'Read');\n");
    expect(stdout).toContain('   │ const lines = await count({ signal });\n');
    expect(stdout).toContain("   │ const read = fromBeginEnd(stream, 'Read', { cancel: () => stream.Close() });\n");
  });

  test('a file of one byte, is read', async () => {
    await writeFile(fileCalled('byte'), 'x');
    const { code, stdout } = await run([fileCalled('byte')]);
    expect(code).toBe(0);
    expect(stdout).toContain(createHash('sha256').update('x').digest('hex'));
  });

  test('no file, takes the program of Node', async () => {
    const { code, stdout } = await run([]);
    expect(code).toBe(0);
    expect(stdout).toContain(`No file was named, so this takes ${process.execPath}\n`);
  });

  test('a relative path, counts from where npm was called', async () => {
    await mkdir(fileCalled('elsewhere'));
    await writeFile(join(fileCalled('elsewhere'), 'near'), 'near');
    const child = spawn(process.execPath, [demo, 'near'], {
      env: { ...process.env, npm_lifecycle_event: 'demo', INIT_CWD: fileCalled('elsewhere') },
      stdio: 'ignore',
    });
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
  });

  test('the copy, is removed again', async () => {
    expect((await readdir(folder)).filter((name) => name.startsWith('begin-end-demo-'))).toStrictEqual([]);
  });

  test('--help, says how it is called', async () => {
    const { code, stdout, stderr } = await run(['--help']);
    expect({ code, stderr }).toStrictEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('npm run demo -- [file] [--platform embedded|mfplat] [--slow seconds]');
  });
});

describe('the demo, refuses in one line', () => {
  test('a missing file', () =>
    expectRefusal([fileCalled('missing')], `${fileCalled('missing')}: there is no such file`));

  test('an empty file', async () => {
    await writeFile(fileCalled('empty'), '');
    await expectRefusal([fileCalled('empty')], `${fileCalled('empty')}: it is empty`);
  });

  test('a folder', () => expectRefusal([folder], `${folder}: it is a folder, not a file`));

  (isRoot || isWindows ? test.skip : test)('an unreadable file (root may read everything)', async () => {
    await writeFile(fileCalled('secret'), 'secret');
    await chmod(fileCalled('secret'), 0);
    await expectRefusal([fileCalled('secret')], `${fileCalled('secret')}: it may not be read`);
  });

  (existsSync('/dev/zero') ? test : test.skip)('a device, which has no end', () =>
    expectRefusal(['/dev/zero'], '/dev/zero: it is not a regular file'),
  );

  test('--slow with no number', () => expectRefusal(['--slow', 'soon'], "--slow takes seconds, not 'soon'"));

  test('two files', () => expectRefusal(['a', 'b'], 'one file at a time, please'));

  test('an unknown platform', () =>
    expectRefusal(['--platform', 'none'], "there is no platform 'none', only embedded and mfplat"));

  test('an unknown option', () =>
    expectRefusal(['--none'], "Unknown option '--none'; npm run demo -- --help says which there are"));
});

// Windows has no signals: there, Ctrl-C cannot be pressed for somebody else.
(isWindows ? describe.skip : describe)('the demo, interrupted by Ctrl-C', () => {
  test('while it reads, ends the pending read, says so, and exits with 130', async () => {
    // A hole that takes no room, and longer than a minute to read.
    await writeFile(fileCalled('long'), '');
    await truncate(fileCalled('long'), 64 * 2 ** 30);

    const { code, stdout, stderr } = await run([fileCalled('long')], /^ +0 % \|/m);

    expect(stderr).toBe('demo: cancelled by Ctrl-C\n');
    expect(code).toBe(130);
    expect(stdout).toMatch(/ read; no read is pending any more, the file is closed\n$/);
  });

  test('while a slow step waits, ends it all the same', async () => {
    await writeFile(fileCalled('slow'), randomBytes(300_000));

    const { code, stdout, stderr } = await run([fileCalled('slow'), '--slow', '3600'], /^ +0 % \|/m);

    expect(stderr).toBe('demo: cancelled by Ctrl-C\n');
    expect(code).toBe(130);
    expect(stdout).toContain('slowed down to 3600 s');
  });
});
