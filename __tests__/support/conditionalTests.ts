import { existsSync } from 'node:fs';
import { test } from '@jest/globals';

const { skip } = test;

type Test = (name: string, run: () => Promise<void>) => void;

/** A test; where something is missing, its name and the reason, among those that are skipped. */
export const testWhere = (isPossible: boolean, reason: string): Test =>
  isPossible ? test : (name, run) => skip(`${name} (skipped: ${reason})`, run);

export const testWithPipes = testWhere(process.platform !== 'win32', 'there are no named pipes');
export const testWithFullDisk = testWhere(existsSync('/dev/full'), 'there is no /dev/full');
export const testWithEndlessFile = testWhere(existsSync('/dev/zero'), 'there is no /dev/zero');
export const testUnlessRoot = testWhere(process.getuid?.() !== 0, 'root may open everything');
/** Of the text of a source, which the tool that tests mutations has replaced. */
export const testOfSourceText = testWhere(
  process.env['STRYKER_MUTATOR_WORKER'] === undefined,
  'the sources are instrumented',
);
