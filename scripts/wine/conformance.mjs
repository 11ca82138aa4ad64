// The conformance suite on mfplat.dll under Wine. A case that crashes Wine's process or stops it must not take the others
// with it: the rest goes on in a new process.
import { readFileSync } from 'node:fs';
import { bundle } from './bundle.mjs';
import { windowsPath } from './paths.mjs';
import { runUnderWine } from './run.mjs';

/**
 * Runs cases, by their positions.
 *
 * @param {number[]} positions
 * @param {(number) => boolean} isAlone whether a case is known to leave Wine in disorder: it gets a process of its own
 * @returns {Promise<Map<number, string | undefined>>} what each failed with
 */
export async function runConformance(positions, isAlone, options = {}) {
  const program = windowsPath(await bundle('__tests__/media-foundation/wine/conformance.ts'));
  const failures = new Map();
  const run = async (some) => {
    let rest = some;
    while (rest.length > 0) {
      const { stdout, stderr, code } = await runUnderWine([program, ...rest.map(String)], options);
      const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
      const events = lines.map((line) => JSON.parse(line));
      for (const { ended, failure } of events) if (ended !== undefined) failures.set(ended, failure);
      const open = events.findLast(({ started }) => started !== undefined)?.started;
      if (open === undefined) throw new Error(`the suite did not start (code ${code}): ${stderr}`);
      if (!failures.has(open)) failures.set(open, `the process ended, with code ${code}: ${stderr.split('\n')[0]}`);
      rest = rest.filter((position) => !failures.has(position));
    }
  };
  await run(positions.filter((position) => !isAlone(position)));
  for (const position of positions.filter(isAlone)) await run([position]);
  return failures;
}

/** What Wine fails itself: facts, and why. */
export const expectedFailures = JSON.parse(
  readFileSync(new URL('../../__tests__/media-foundation/wine/expected-failures.json', import.meta.url), 'utf8'),
);
