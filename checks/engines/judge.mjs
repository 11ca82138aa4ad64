// What the outcomes of an engine come to. Every test that Node has is accounted for: one that was not run, and for which there
// is no reason, has failed.
import { loading } from './outcome.mjs';

/**
 * @typedef {import('./runEngine.mjs').Finished['outcomes'][number]} Outcome
 * @typedef {import('./notApplicable.mjs').Entry} Entry
 *
 * @typedef {object} Verdict
 * @property {number} passed
 * @property {{ test: string, error: string }[]} failed
 * @property {{ test: string, reason: string }[]} notApplicable
 * @property {Set<Entry>} used the entries that gave a reason
 */

const keyOf = (/** @type {Pick<Outcome, 'file' | 'place'>} */ { file, place }) => `${file} ${place}`;
const nameOf = (/** @type {Pick<Outcome, 'file' | 'name'>} */ { file, name }) => `${file} › ${name}`;

/**
 * @param {string} engine its name
 * @param {Pick<import('./runEngine.mjs').Finished, 'outcomes' | 'fault'>} finished
 * @param {readonly Outcome[]} known what Node has come to
 * @param {readonly Entry[]} entries
 * @returns {Verdict}
 */
export function judge(engine, { outcomes, fault }, known, entries) {
  /** @type {Verdict} */
  const verdict = { passed: 0, failed: [], notApplicable: [], used: new Set() };
  const own = new Map(outcomes.map((outcome) => [keyOf(outcome), outcome]));
  const knownKeys = new Set(known.map(keyOf));
  const knownFiles = new Set(known.map(({ file }) => file));

  let notRun = 0;
  for (const each of known) {
    const outcome = own.get(keyOf(each)) ?? own.get(keyOf({ file: each.file, place: loading }));
    if (outcome === undefined) notRun += 1;
    else count({ ...outcome, name: outcome.place === loading ? each.name : outcome.name });
  }
  for (const outcome of outcomes) {
    if (knownKeys.has(keyOf(outcome))) continue;
    // The tests of such a file were counted by their names.
    if (outcome.place === loading && knownFiles.has(outcome.file)) continue;
    count(outcome);
  }
  if (fault !== undefined) verdict.failed.push({ test: 'the engine', error: fault });
  if (notRun > 0) verdict.failed.push({ test: `${notRun} tests`, error: 'they were not run' });
  return verdict;

  /** @param {Outcome} outcome */
  function count(outcome) {
    const test = nameOf(outcome);
    const error = outcome.error ?? '';
    if (outcome.outcome === 'passed') verdict.passed += 1;
    else if (outcome.outcome === 'skipped') verdict.notApplicable.push({ test, reason: reasonIn(outcome.name) });
    else {
      const entry = entries.find((each) => applies(each, { engine, test, error }));
      if (entry === undefined) verdict.failed.push({ test, error });
      else {
        verdict.used.add(entry);
        verdict.notApplicable.push({ test, reason: entry.reason });
      }
    }
  }
}

/** A test that skips itself says why, as __tests__/support/conditionalTests.ts has it. */
const reasonIn = (/** @type {string} */ name) => /\(skipped: (.+)\)$/.exec(name)?.[1] ?? 'it skips itself';

/** @type {(entry: Entry, failure: { engine: string, test: string, error: string }) => boolean} */
const applies = ({ engines, error: expected, tests }, { engine, test, error }) =>
  (engines?.test(engine) ?? true) && expected.test(error) && (tests?.some((start) => test.startsWith(start)) ?? true);
