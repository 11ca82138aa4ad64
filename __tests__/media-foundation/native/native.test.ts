import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect } from '@jest/globals';
import { testWhere } from '../../support/conditionalTests.js';

/**
 * The addon's C, compiled for Linux: with sanitizers, and for arm64, where Debian's emulator runs it. And the addon as it is
 * shipped for Windows on arm64: the emulator runs its own bytes, and the disassembly shows what no emulator on Linux can.
 */
const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '../../..');
const addon = join(root, 'src/media-foundation/native/addon');
const arm64Addon = join(root, 'prebuilds/win32-arm64/media_foundation.node');
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
  "aarch64-linux-gnu-gcc, qemu-aarch64 or Node-API's headers are missing",
);
const testWithDisassembler = testWhere(has('llvm-objdump'), 'llvm-objdump is missing');

/** What needs Windows itself: looking up Node-API, and the table of what JavaScript gets. */
const windowsAlone = new Set(['host.c', 'module.c']);
const parts = readdirSync(addon).filter((file) => file.endsWith('.c') && !windowsAlone.has(file));
interface Program {
  readonly tests: readonly string[];
  readonly product: readonly string[];
}
const fake = ['linux/windows.c', 'linux/host.c'];
const words: Program = { tests: ['words_test.c', 'sources.c'], product: ['words.c'] };
const all: Program = { tests: ['addon_test.c', ...fake], product: parts };
const image = ['linux/image.c', ...fake];

/** Compiles a test program and runs it; it says `closed` where all of its checks held. */
function run({ tests, product }: Program, compiler: string, options: string[], runner: string[], args: string[]): void {
  const program = join(folder, 'program');
  const ours = ['-Wall', '-Wextra', '-Werror', '-Wshadow', '-Wconversion', '-Wundef', '-Wstrict-prototypes'];
  const sources = [...tests.map((file) => join(here, file)), ...product.map((file) => join(addon, file))];
  const include = ['-I', addon, '-I', here, '-I', join(here, 'linux'), '-isystem', headers!];
  const compiled = spawnSync(
    compiler,
    ['-std=gnu17', '-g', ...ours, ...options, ...include, ...sources, '-o', program, '-lpthread'],
    { encoding: 'utf8' },
  );
  expect(compiled.stderr).toBe('');
  const [command = program, ...before] = [...runner, program, ...args];
  const { stdout, stderr } = spawnSync(command, before, { encoding: 'utf8', timeout: 50_000 });
  expect({ stdout, stderr }).toStrictEqual({ stdout: 'closed\n', stderr: '' });
}

const withStubs = (program: Program, arch: string): Program => ({
  ...program,
  product: [...program.product, `stubs-${arch}.S`],
});
const emulate = (program: Program, ...args: string[]): void =>
  run(program, 'aarch64-linux-gnu-gcc', ['-O2', '-static'], ['qemu-aarch64'], args);

for (const [name, program] of Object.entries({ words, all })) {
  for (const sanitizers of ['address,undefined', 'thread']) {
    testWithGcc(`the tests of ${name}, compiled with -fsanitize=${sanitizers}, find no fault`, async () => {
      run(withStubs(program, 'x64'), 'gcc', ['-O1', `-fsanitize=${sanitizers}`], [], []);
    });
  }
  testWithEmulator(`the tests of ${name}, for arm64 on an emulator, find no fault`, async () => {
    emulate(withStubs(program, 'arm64'));
  });
}

testWithEmulator('the addon for Windows on arm64, its own bytes, calls and is called by the convention', async () => {
  emulate({ tests: ['words_test.c', 'image_words.c', ...image], product: [] }, arm64Addon);
});

testWithEmulator('the addon for Windows on arm64, its own bytes, loses nothing between threads', async () => {
  emulate({ tests: ['image_test.c', ...image], product: [] }, arm64Addon);
});

/** The instructions of the addon, one a line. */
const disassemble = (): string =>
  spawnSync('llvm-objdump', ['-d', '--no-show-raw-insn', arm64Addon], { encoding: 'utf8' })
    .stdout.replaceAll(/^ *[0-9a-f]+: *\t/gm, '')
    .replaceAll('\t', ' ');

testWithDisassembler('the addon for Windows on arm64, x18, which is the own of Windows, is not touched', async () => {
  const code = disassemble();
  expect(code).toMatch(/\b[xw]17\b/);
  expect(code).not.toMatch(/\b[xw]18\b/);
});

/** The instructions that save eight registers of a kind on the stack. */
const saving = (kind: string, at: number): string[] =>
  [0, 2, 4, 6].map((n) => `stp ${kind}${n}, ${kind}${n + 1}, [sp, #${at + 8 * n}]`);

testWithDisassembler('the addon for Windows on arm64, its stubs, save all registers of arguments', async () => {
  const code = disassemble();
  for (let slot = 0; slot < 128; slot += 1) expect(code).toMatch(new RegExp(`\nmov w16, #${slot}\nb 0x`));
  const entry = ['stp x29, x30, [sp, #-144]!', 'mov x29, sp', ...saving('x', 16), ...saving('d', 80), 'mov w0, w16'];
  expect(code).toContain(entry.join('\n'));
});
