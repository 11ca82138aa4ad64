import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { figureOf, judge, judgeRepeatedly } from '../../checks/bench/judge.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

const atMost = { goal: 'time', row: 'row', entry: 'ours', max: 1, tolerance: 0.1 };
const atLeast = { goal: 'speed', row: 'row', entry: 'theirs', min: 10, tolerance: 0.1 };
const knownMiss = { ...atMost, knownMiss: { value: 2, cause: 'known' } };
/** The figure that it has reached swings more than the goal allows. */
const noisy = { ...atLeast, knownMiss: { value: 5, tolerance: 0.5, cause: 'known' } };

describe('judge', () => {
  test.each([
    [atMost, 1.1, 'met'],
    [atMost, 1.11, 'missed'],
    [atLeast, 9, 'met'],
    [atLeast, 8.9, 'missed'],
    [knownMiss, 1.1, 'met'],
    [knownMiss, 2.2, 'known miss'],
    [knownMiss, 2.21, 'missed'],
    [{ ...atLeast, knownMiss: { value: 5, cause: 'known' } }, 4.5, 'known miss'],
    [{ ...atLeast, knownMiss: { value: 5, cause: 'known' } }, 4.4, 'missed'],
    [noisy, 8.9, 'known miss'],
    [noisy, 2.5, 'known miss'],
    [noisy, 2.4, 'missed'],
    [atMost, NaN, 'missed'],
  ])('the goal %j, measured as %d, is %s', (goal, value, verdict) => {
    expect(judge(goal, value)).toBe(verdict);
  });
});

describe('judgeRepeatedly', () => {
  test('a goal, missed once by a noisy machine, is met by the next figure', () => {
    const figures = [3, 1];
    expect(judgeRepeatedly(atMost, (attempt) => figures[attempt] ?? NaN, 3)).toStrictEqual({
      verdict: 'met',
      value: 1,
    });
  });

  test('a goal, missed every time, is missed with its best figure', () => {
    const figures = [3, 2, 4];
    expect(judgeRepeatedly(atMost, (attempt) => figures[attempt] ?? NaN, 3)).toStrictEqual({
      verdict: 'missed',
      value: 2,
    });
    expect(judgeRepeatedly(atLeast, (attempt) => figures[attempt] ?? NaN, 3)).toStrictEqual({
      verdict: 'missed',
      value: 4,
    });
  });

  test('a goal, met at once, is not measured again', () => {
    const attempts: number[] = [];
    judgeRepeatedly(atMost, (attempt) => attempts.push(attempt), 3);
    expect(attempts).toStrictEqual([0]);
  });
});

describe('figureOf', () => {
  const entry = { name: 'ours', ratio: 3, low: 2, high: 4, nanoseconds: 9 };

  test('a ratio or a value, divided by another one where that is asked for, is the figure', () => {
    expect(figureOf(atMost, { entries: [entry] })).toBe(3);
    expect(figureOf(atMost, { values: { ours: 300 } })).toBe(300);
    expect(figureOf({ ...atMost, per: 'theirs' }, { values: { ours: 300, theirs: 400 } })).toBe(0.75);
  });

  test('an entry that the row does not have is an error, not a goal that is met', () => {
    expect(() => figureOf({ ...atMost, entry: 'other' }, { entries: [entry] })).toThrow('row has no other');
  });
});

// What no goal tells is whether the check can fail at all.
test('npm run check -- bench, with a slow adapter in place of the library, misses the goal and fails', () => {
  const { status, stdout } = spawnSync(process.execPath, ['checks/bench/check.mjs', 'inside Begin, 1 wrapped'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, BENCH_PLANT: 'slow' },
  });
  expect(stdout).toMatch(/^missed .+ fromBeginEnd ÷ by hand, inside Begin, one wrapped function$/m);
  expect(status).toBe(1);
});
