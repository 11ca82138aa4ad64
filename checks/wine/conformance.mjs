// The conformance suite, embedded | mfplat side by side: the latter under Wine, every case in a process of its own, as some
// leave Wine's queues in disorder, and locks and results of one must not count in the next.
import { expectedFailures } from '../../__tests__/media-foundation/wine/expectedFailures.mjs';
import { bundle, importSource } from './bundle.mjs';
import { windowsPath } from './paths.mjs';
import { runUnderWine } from './run.mjs';

const reasonFor = (facts) => expectedFailures.find((one) => facts.some((fact) => one.facts?.includes(fact)))?.reason;

/** The suite for this process: its cases, and how they went on the embedded platform. */
const embeddedOutcomes = () =>
  importSource(`
    export { cases, doesNotApply } from './__tests__/conformance/cases.js';
    import { runAll } from './__tests__/conformance/run.js';
    import { embedded } from './__tests__/conformance/embedded.js';
    import { createEmbeddedPlatform } from './src/platform/index.js';
    export const outcomes = await runAll(embedded(createEmbeddedPlatform));`);

async function mfplatFailure(program, position, options) {
  const { stdout, stderr, code } = await runUnderWine([program, String(position)], options);
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
  const ended = lines.map((line) => JSON.parse(line)).find((event) => event.ended === position);
  return ended ? ended.failure : `the process ended with code ${code}: ${stderr.split('\n')[0]}`;
}

/** @returns {Promise<boolean>} whether everything is as expected */
export async function runConformance({ say = console.log, ...options } = {}) {
  const { cases, doesNotApply, outcomes } = await embeddedOutcomes();
  const program = windowsPath(await bundle('__tests__/media-foundation/wine/conformance.ts'));
  const failures = [];
  const positions = cases.map((_, position) => position);
  const worker = async () => {
    for (let position; (position = positions.shift()) !== undefined;) {
      failures[position] = await mfplatFailure(program, position, options);
    }
  };
  await Promise.all([worker(), worker()]);

  const columns = [22, 9, 16];
  const row = (...cells) =>
    cells
      .map((cell, i) => String(cell).padEnd(columns[i] ?? 0))
      .join(' | ')
      .trimEnd();
  const totals = { embedded: [0, 0], mfplat: [0, 0, 0] };
  const notes = [];
  say(row('facts', 'embedded', 'mfplat under Wine', ''));
  say('-'.repeat(70));
  cases.forEach(({ facts, sentence }, position) => {
    const embedded = outcomes[position].failure === undefined;
    const failure = failures[position];
    const reason = reasonFor(facts);
    totals.embedded[embedded ? 0 : 1] += facts.length;
    totals.mfplat[failure === undefined ? 0 : reason ? 1 : 2] += facts.length;
    const mfplat = failure === undefined ? (reason ? 'PASSES' : 'holds') : reason ? 'fails, expected' : 'FAILS';
    say(row(facts.join(' '), embedded ? 'holds' : 'FAILS', mfplat));
    if (failure === undefined && reason)
      notes.push(`${facts.join(', ')} now holds under Wine, it was expected to fail: ${reason}`);
    else if (failure !== undefined)
      notes.push(`${facts.join(', ')}: ${sentence}\n    ${reason ?? failure.replaceAll('\n', '\n    ')}`);
  });
  const exempt = doesNotApply.flatMap(({ facts }) => facts).length;
  say('-'.repeat(70));
  say(row('facts that hold', totals.embedded[0], totals.mfplat[0]));
  say(row('that fail', totals.embedded[1], totals.mfplat[2]));
  say(row('expected to fail', 0, totals.mfplat[1]));
  say(row('that do not apply', exempt, exempt));
  for (const note of notes) say(`\n${note}`);
  return totals.embedded[1] === 0 && totals.mfplat[2] === 0;
}
