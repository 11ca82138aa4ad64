import type { MediaPlatform } from '../../src/platform/MediaPlatform.js';
import { cases, doesNotApply } from './cases.js';
import type { Case, Tools } from './suite.js';
import { createTools } from './tools.js';

/** A platform to try, and how its own time passes. */
export interface Subject {
  readonly name: string;
  readonly platform: MediaPlatform;
  readonly pass: Tools['pass'];
}

export interface Outcome {
  readonly tried: Case;
  /** What the case threw; `undefined` where its facts hold. */
  readonly failure: unknown;
}

/** Runs one case. Throws where its facts do not hold. */
export async function runCase(tried: Case, { platform, pass }: Subject): Promise<void> {
  const { tools, finish } = createTools(pass);
  try {
    await tried.run(platform, tools);
  } finally {
    finish();
  }
}

/** Runs all cases, one after the other: they share the platform. */
export async function runAll(subject: Subject): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const tried of cases) {
    const failure = await runCase(tried, subject).then(
      () => undefined,
      (error: unknown) => error ?? new Error('a case threw nothing'),
    );
    outcomes.push({ tried, failure });
  }
  return outcomes;
}

const count = (parts: readonly { readonly facts: readonly number[] }[]): number =>
  parts.flatMap(({ facts }) => facts).length;

/** The report: a table, and below it what failed and why. */
export function report(name: string, outcomes: readonly Outcome[]): string {
  const failed = outcomes.filter(({ failure }) => failure !== undefined);
  const facts = count(outcomes.map(({ tried }) => tried));
  const failedFacts = count(failed.map(({ tried }) => tried));
  const head = ['platform', 'facts held', 'facts failed', 'facts that do not apply'];
  const row = [name, `${facts - failedFacts}`, `${failedFacts}`, `${count(doesNotApply)}`];
  const line = (cells: string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(head[column]?.length ?? 0))
      .join(' | ')
      .trimEnd();
  const faults = failed.map(({ tried, failure }) => {
    // By its shape: an error of Node's modules is no `Error` of Jest's sandbox.
    const words = String((failure as { message?: unknown } | null)?.message ?? failure);
    return `\n${tried.facts.join(', ')}: ${tried.sentence}\n  ${words.trim().replaceAll('\n', '\n  ')}\n`;
  });
  return [line(head), head.map(({ length }) => '-'.repeat(length)).join('-|-'), line(row), ...faults].join('\n');
}
