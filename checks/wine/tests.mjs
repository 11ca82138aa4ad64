// Runs one program of native tests under Wine and reads its lines.
import { bundle } from './bundle.mjs';
import { windowsPath } from './paths.mjs';
import { runUnderWine } from './run.mjs';

/** @returns {Promise<{ name: string, failure?: string }[]>} */
export async function runTests(file, { args = [], nodeArgs = ['--expose-gc'], ...options } = {}) {
  const program = windowsPath(await bundle(file));
  const { stdout, stderr, code, timedOut } = await runUnderWine([...nodeArgs, program, ...args], options);
  const events = stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
  const outcomes = events
    .filter(({ ended }) => ended !== undefined)
    .map(({ ended, failure }) => ({ name: ended, failure }));
  if (!events.some(({ closed }) => closed)) {
    const open = events.findLast(({ started }) => started !== undefined)?.started ?? 'the start';
    const how = timedOut ? 'it hung' : `it ended with code ${code}`;
    outcomes.push({ name: `${file}: its closing line`, failure: `${how}, in: ${open}\n${stderr.slice(0, 2000)}` });
  }
  return outcomes;
}
