import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect } from '@jest/globals';
import { testWhere } from '../../support/conditionalTests.js';

/** The addon's C, compiled for Linux: with sanitizers, and for arm64, where Debian's emulator runs it. */
const here = fileURLToPath(new URL('.', import.meta.url));
const addon = join(here, '../../../src/media-foundation/native/addon');
const headers = [join(dirname(process.execPath), '../include/node'), '/usr/include/node'].find((folder) =>
  existsSync(join(folder, 'node_api.h')),
);
const folder = mkdtempSync(join(tmpdir(), 'begin-end-native-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const has = (...commands: string[]): boolean =>
  process.platform === 'linux' && commands.every((command) => spawnSync(command, ['--version']).status === 0);
const isX64 = process.arch === 'x64';
const testWithGcc = testWhere(
  has('gcc') && isX64 && headers !== undefined,
  "gcc for Linux x64 or Node-API's headers are missing",
);
const testWithEmulator = testWhere(
  has('aarch64-linux-gnu-gcc', 'qemu-aarch64') && headers !== undefined,
  'aarch64-linux-gnu-gcc or qemu-aarch64 is missing',
);

/** What needs Windows itself: looking up Node-API, and the table of what JavaScript gets. */
const windowsAlone = new Set(['host.c', 'module.c']);
const parts = readdirSync(addon).filter((file) => file.endsWith('.c') && !windowsAlone.has(file));
const programs = {
  words_test: ['words.c'],
  addon_test: parts,
};

/** Compiles a test program and runs it; it says `closed` where all of its checks held. */
function run(name: keyof typeof programs, compiler: string, options: string[], arch: string, emulator?: string): void {
  const program = join(folder, `${name}-${arch}`);
  const ours = ['-Wall', '-Wextra', '-Werror', '-Wshadow', '-Wconversion', '-Wundef', '-Wstrict-prototypes'];
  const support = name === 'addon_test' ? ['linux/windows.c', 'linux/host.c'] : [];
  const sources = [`${name}.c`, ...support].map((file) => join(here, file));
  const include = ['-I', addon, '-I', here, '-I', join(here, 'linux'), '-isystem', headers!];
  const product = [...programs[name], `stubs-${arch}.S`].map((file) => join(addon, file));
  const all = ['-std=gnu17', '-g', ...ours, ...options, ...include, ...sources, ...product, '-o', program, '-lpthread'];
  const compiled = spawnSync(compiler, all, { encoding: 'utf8' });
  expect(compiled.stderr).toBe('');
  const ended = spawnSync(emulator ?? program, emulator === undefined ? [] : [program], {
    encoding: 'utf8',
    timeout: 50_000,
  });
  const { stdout, stderr } = ended;
  expect({ stdout, stderr }).toStrictEqual({ stdout: 'closed\n', stderr: '' });
}

for (const name of Object.keys(programs) as (keyof typeof programs)[]) {
  for (const sanitizers of ['address,undefined', 'thread']) {
    testWithGcc(`${name}, compiled with -fsanitize=${sanitizers}, finds no fault`, async () => {
      run(name, 'gcc', ['-O1', `-fsanitize=${sanitizers}`], 'x64');
    });
  }
  testWithEmulator(`${name}, for arm64 on an emulator, finds no fault`, async () => {
    run(name, 'aarch64-linux-gnu-gcc', ['-O2', '-static'], 'arm64', 'qemu-aarch64');
  });
}
