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
    const lines = stdout.trimEnd().split('\n');
    const below = (heading: string): string[] | undefined => {
      const at = lines.indexOf(heading);
      return at < 0 ? undefined : lines.slice(at + 1, lines.indexOf('', at));
    };
    return {
      status,
      last: lines.at(-1),
      again: below('What failed, once more:'),
      notRun: below('What was not run, and counts as passed:'),
    };
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
    expect(outcome).toStrictEqual({ status: 0, last: '1888 passed, 0 failed', again: undefined, notRun: undefined });
  });

  test('what says that it was not run, and ends well, stands at the end', () => {
    const { last, notRun } = ciWith(
      "echo 'Tests:       10 passed, 10 total'",
      `printf '%s\\n' '== one' 'NOT RUN: one of two' 'jobs was NOT checked: no Redis' 'fine' '-- one: ok, 1 s' '1 passed, 0 failed'`,
    );
    expect(notRun).toStrictEqual(['NOT RUN: one of two', 'jobs was NOT checked: no Redis']);
    expect(last).toBe('11 passed, 0 failed');
  });

  test('tests and checks that fail, are counted together, and neither stops the other', () => {
    const outcome = ciWith(
      "echo 'Tests:       2 failed, 10 passed, 12 total'; exit 1",
      "echo '3 passed, 1 failed' && exit 1",
    );
    expect(outcome).toMatchObject({ status: 1, last: '13 passed, 3 failed' });
  });

  test('a run that fails and counts nothing, is a failure', () => {
    expect(ciWith('exit 1', "echo '3 passed, 0 failed'")).toMatchObject({ status: 1, last: '3 passed, 1 failed' });
    expect(ciWith("echo 'Tests:       5 passed, 5 total'", 'exit 1')).toMatchObject({
      status: 1,
      last: '5 passed, 1 failed',
    });
  });

  test('what failed stands at the end once more, and nothing else does', () => {
    const { again } = ciWith(
      "echo 'Tests:       10 passed, 10 total'",
      "printf '%s\\n' '== one' 'fine' '-- one: ok, 1 s' '== two' 'too slow' '== a part of it' '-- two: FAILED, 2 s' '1 passed, 1 failed'; exit 1",
    );
    expect(again).toStrictEqual(['== two', 'too slow', '== a part of it', '-- two: FAILED, 2 s']);
  });

  test('of a long part that failed, its end and the lines that tell of a failure stand there', () => {
    const long = 'i=0; while [ $i -lt 100 ]; do echo "line $i"; i=$((i + 1)); done';
    const { again } = ciWith(
      `echo 'not ok 7'; ${long}; echo 'Tests:       1 failed, 10 passed, 11 total'; exit 1`,
      "echo '3 passed, 0 failed'",
    );
    expect(again?.slice(0, 3)).toStrictEqual(['== tests', 'not ok 7', 'line 42']);
  });
});
