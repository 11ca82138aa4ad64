import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

import { checks } from '../../checks/checks.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const main = 'checks/main.mjs';

/** Runs a program that must end at once: one that overlooks its arguments would go on for minutes. */
function run(command: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    timeout: 20_000,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { status, stdout, stderr };
}
const node = (...args: string[]) => run(process.execPath, ...args);

/** Nothing but one line on standard error, and exit code 1. */
const expectRefusal = (outcome: ReturnType<typeof run>, line: RegExp): void =>
  expect(outcome).toStrictEqual({ status: 1, stdout: '', stderr: expect.stringMatching(line) });

describe('npm run check', () => {
  test('--help, lists each check with what it holds and how long it takes', () => {
    const { status, stdout } = node(main, '--help');
    const lines = stdout.slice(stdout.indexOf('Commands:')).split(/\n {2}(?=\S)/);
    const listed = lines.slice(1).map((line) => line.replaceAll(/\s+/g, ' ').trim());
    expect(status).toBe(0);
    expect(listed).toHaveLength(Object.keys(checks).length);
    Object.entries(checks).forEach(([name, { holds, takes }], index) => {
      expect(listed[index]?.startsWith(`${name} `)).toBe(true);
      expect(listed[index]?.endsWith(` ${holds} (${takes})`)).toBe(true);
    });
  });

  test.each(Object.keys(checks))('%s --help, says what it holds, how long it takes, and its options', (name) => {
    const { status, stdout } = node(main, ...name.split(' '), '--help');
    const { takes, options = [] } = checks[name]!;
    expect(status).toBe(0);
    const said = stdout.replaceAll(/\s+/g, ' '); // lines end wherever there is no room left
    for (const text of [`It takes ${takes}.`, ...options.map(({ flags }) => flags)]) expect(said).toContain(text);
  });

  test.each(['nonsense', 'wine nonsense'])('%s, an unknown name, is refused with all names', (name) => {
    const known = Object.keys(checks).join(', ');
    const line = `error: unknown check '${name}', expected one of: ${known}\n`;
    expect(node(main, ...name.split(' '))).toStrictEqual({ status: 1, stdout: '', stderr: line });
  });

  test('an unknown option, without a name, is refused', () => {
    expectRefusal(node(main, '--nonsense'), /^error: unknown option '--nonsense'\n$/);
  });

  test.each(Object.keys(checks))('%s, an unknown option, is refused before anything is installed', (name) => {
    const outcome = node(main, ...name.split(' '), '--nonsense');
    expectRefusal(outcome, /^error: unknown option '--nonsense'\n$/);
  });

  test.each([
    ['mutate', 'nonsense'],
    ['bench', 'nonsense'],
    ['wine', '--only', 'nonsense'],
    ['wine', '--times', '0'],
    ['wine', '--times', 'nonsense'],
    ['conformance', '--platform', 'nonsense'],
    ['exhaustive', '--short', '--deep'],
    ['size', 'nonsense'],
  ])('%s %s, with a value that it does not know, is refused', (...args) => {
    expectRefusal(node(main, ...args), /^error: [^\n]+\n$/);
  });
});

describe('the programs of this repository', () => {
  const others = [
    'checks/main.mjs',
    'checks/bench/run.mjs',
    'checks/bench/copy.mjs',
    'checks/bench/platform.mjs',
    'checks/bench/sizes.mjs',
    'checks/wine/run.mjs',
    'checks/wine/setup.mjs',
    'docs/.vitepress/main.mjs',
    'docs/.vitepress/pictures.mjs',
    'examples/demo/main.mjs',
    'scripts/build.mjs',
    'scripts/complete-lock.mjs',
    'scripts/generate-interfaces.mjs',
    'scripts/setup.mjs',
  ];
  // Jest refuses in many lines; and what `wine demo` gets, it hands to the demo. main.mjs refuses for both.
  const { coverage: _jest, 'wine demo': _demo, ...own } = checks;
  const programs = [...others.map((file) => [file]), ...Object.values(own).map(({ command }) => command)];
  const table = programs.map((command) => ({ name: command.join(' '), command }));

  test.each(table)('$name, with an unknown option, says so in one line and exits with 1', ({ command }) => {
    const outcome = node(...command, '--nonsense');
    expectRefusal(outcome, /^\w+: [Uu]nknown option '--nonsense'[^\n]*\n$/);
  });

  test.each(table)('$name --help, says how it is called', ({ command }) => {
    const { status, stdout, stderr } = node(...command, '--help');
    expect({ status, stderr }).toStrictEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^(Usage: )?(node|npm run) \S/);
  });

  test.each([
    ['checks/bench/row.mjs', 'nonsense'],
    ['checks/faults/cell.mjs', 'nonsense'],
    ['scripts/setup.mjs', 'nonsense'],
    ['scripts/complete-lock.mjs', 'nonsense'],
    ['scripts/generate-interfaces.mjs', 'nonsense'],
    ['scripts/generate-interfaces.mjs'],
  ])('%s %s, a name that leads nowhere, is refused in one line', (...command) => {
    expectRefusal(node(...command), /^error: [^\n]+\n$/);
  });

  (process.platform === 'win32' ? test.skip : test)('scripts/build-native.sh, an unknown option, is refused', () => {
    expectRefusal(run('sh', 'scripts/build-native.sh', '--nonsense'), /^error: unknown option '--nonsense'[^\n]*\n$/);
  });
});

test('package.json, its scripts, are those that a contributor expects', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
  const expected = ['bench', 'build', 'check', 'demo', 'docs', 'format', 'lint', 'prepack', 'test', 'typecheck'];
  expect(Object.keys(scripts).toSorted()).toStrictEqual(expected);
});
