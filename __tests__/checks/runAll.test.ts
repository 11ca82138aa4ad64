import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

import { runAll } from '../../checks/runAll.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

describe('runAll', () => {
  test('a step that fails, does not stop the others, and is counted', () => {
    const ran: string[] = [];
    const lines: string[] = [];
    const step = (name: string, isPassed: boolean) => ({
      name,
      run() {
        ran.push(name);
        return isPassed;
      },
    });
    const isGood = runAll([step('one', true), step('two', false), step('three', true)], (line) => lines.push(line));
    expect(isGood).toBe(false);
    expect(ran).toStrictEqual(['one', 'two', 'three']);
    expect(lines).toContain('-- two: FAILED, 0 s');
    expect(lines.at(-1)).toBe('\n2 passed, 1 failed');
  });

  test('steps that all pass, pass', () => {
    const lines: string[] = [];
    expect(runAll([{ name: 'one', run: () => true }], (line) => lines.push(line))).toBe(true);
    expect(lines).toStrictEqual(['\n== one', '-- one: ok, 0 s', '\n1 passed, 0 failed']);
  });
});

/** .ci/run with another npm in front of the real one: what is tested is what it makes of npm's words. */
function ciWith(tests: string, checks: string) {
  const folder = mkdtempSync(join(tmpdir(), 'begin-end-ci-'));
  try {
    writeFileSync(join(folder, 'npm'), `#!/bin/sh\nif [ "$1" = test ]; then\n${tests}\nelse\n${checks}\nfi\n`, {
      mode: 0o755,
    });
    const env = { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH']}` };
    const { status, stdout } = spawnSync('bash', ['.ci/run'], { cwd: root, env, encoding: 'utf8' });
    return { status, last: stdout.trimEnd().split('\n').at(-1) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

(process.platform === 'win32' ? describe.skip : describe)('.ci/run', () => {
  test('tests and checks that pass, are counted together', () => {
    const outcome = ciWith(
      "echo 'Tests:       3 skipped, 2 todo, 1872 passed, 1877 total'",
      "echo '16 passed, 0 failed'",
    );
    expect(outcome).toStrictEqual({ status: 0, last: '1888 passed, 0 failed' });
  });

  test('tests and checks that fail, are counted together, and neither stops the other', () => {
    const outcome = ciWith(
      "echo 'Tests:       2 failed, 10 passed, 12 total'; exit 1",
      "echo '3 passed, 1 failed' && exit 1",
    );
    expect(outcome).toStrictEqual({ status: 1, last: '13 passed, 3 failed' });
  });

  test('a run that fails and counts nothing, is a failure', () => {
    expect(ciWith('exit 1', "echo '3 passed, 0 failed'")).toStrictEqual({ status: 1, last: '3 passed, 1 failed' });
    expect(ciWith("echo 'Tests:       5 passed, 5 total'", 'exit 1')).toStrictEqual({
      status: 1,
      last: '5 passed, 1 failed',
    });
  });
});
