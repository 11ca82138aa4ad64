import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import {
  FEWEST,
  figureOf,
  isDecided,
  judge,
  MOST,
  toleranceOf,
  type Goal,
  type Verdict,
} from '../../checks/bench/judge.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

const atMost: Goal = { goal: 'time', row: 'row', entry: 'ours', max: 1, tolerance: 0.1 };
const atLeast: Goal = { goal: 'speed', row: 'row', entry: 'theirs', min: 10, tolerance: 0.1 };
/** A miss that is known of Node 20 alone. */
const known = (goal: Goal, value: number): Goal => ({ ...goal, knownMiss: { cause: 'known', values: { 20: value } } });
const verdictOf = (goal: Goal, figures: number[], node = '20'): Verdict => judge(goal, figures, node).verdict;

describe('judge', () => {
  test.each<[Goal, number, Verdict]>([
    [atMost, 1.1, 'met'],
    [atMost, 1.11, 'missed'],
    [atLeast, 9, 'met'],
    [atLeast, 8.9, 'missed'],
    [known(atMost, 2), 2.2, 'known miss'],
    [known(atMost, 2), 2.21, 'missed'],
    [known(atMost, 2), 1.05, 'known miss'],
    [known(atMost, 2), 0.9, 'met, known as a miss'],
    [known(atLeast, 5), 4.5, 'known miss'],
    [known(atLeast, 5), 4.4, 'missed'],
    [known(atLeast, 5), 11, 'met, known as a miss'],
    [atMost, NaN, 'missed'],
  ])('the goal %j, measured as %d, is %s', (goal, value, verdict) => {
    expect(verdictOf(goal, [value])).toBe(verdict);
  });

  test('a miss that is known of another Node is none of this one', () => {
    expect(verdictOf(known(atMost, 2), [2], '22')).toBe('missed');
  });

  test('of several processes, the median counts, not the best', () => {
    expect(judge(atMost, [1, 1.3, 1.2], '20')).toStrictEqual({ verdict: 'missed', value: 1.2 });
  });
});

const figures = (count: number, value: number): number[] => Array.from({ length: count }, () => value);

describe('isDecided', () => {
  test.each<[string, Goal, number[], boolean]>([
    ['met by too few processes', atMost, figures(FEWEST - 1, 1), false],
    ['met', atMost, figures(FEWEST, 1), true],
    ['a known miss', known(atMost, 2), figures(FEWEST, 2), true],
    ['missed by a few processes', atMost, figures(FEWEST, 2), false],
    ['met by a few processes, yet known as a miss', known(atMost, 2), figures(FEWEST, 0.5), false],
    ['missed by many processes', atMost, figures(MOST, 2), true],
    ['not measured, of what is the same each time', { ...atMost, tolerance: 0 }, [], false],
    ['missed, of what is the same each time', { ...atMost, tolerance: 0 }, [2], true],
  ])('a goal %s', (_, goal, of, decided) => {
    expect(isDecided(goal, of, '20')).toBe(decided);
  });
});

describe('toleranceOf', () => {
  test('figures that hardly differ, give the tenth by which days differ', () => {
    expect(toleranceOf([1, 1.001, 1.002, 0.999, 1])).toBe(0.1);
  });

  test('figures that differ widely, give no more than what a goal still says something with', () => {
    expect(toleranceOf([1, 1, 3, 3, 0.2, 5, 1])).toBe(0.3);
  });

  test('figures that differ, give how far the median of three of them may be off', () => {
    expect(toleranceOf([1, 1, 1, 1, 1.2, 1.2, 0.9])).toBe(0.2);
  });
});

const isMet = ({ max = Infinity, min = 0, knownMiss }: Goal): boolean =>
  Object.values(knownMiss!.values).some((value) => value <= max && value >= min);

test('goals.json, each known miss, has a cause and misses its goal', () => {
  const goals = JSON.parse(readFileSync(join(root, 'checks/bench/goals.json'), 'utf8')) as Goal[];
  const misses = goals.filter(({ knownMiss }) => knownMiss !== undefined);
  expect(misses.filter(({ knownMiss }) => knownMiss?.cause.trim() === '')).toStrictEqual([]);
  expect(misses.filter(isMet)).toStrictEqual([]);
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
  expect(stdout).toMatch(/^missed .+ fromBeginEnd ÷ by hand, inside Begin, one function$/m);
  expect(status).toBe(1);
});
