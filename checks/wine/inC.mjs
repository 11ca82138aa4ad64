// What the library is expected to fail under Wine, tried without it: a case of inC.c that holds is none of Wine's faults.
import { join } from 'node:path';
import { expectedFailures } from '../../__tests__/media-foundation/wine/expectedFailures.mjs';
import { compileForWindows } from './compile.mjs';
import { root } from './paths.mjs';
import { runUnderWine } from './run.mjs';

const libraries = ['-lmfplat', '-lmf', '-lmfreadwrite', '-lole32', '-lmfuuid', '-luuid'];
/** Of a case: some wait for seconds for what does not come. */
const patience = 60_000;

async function runCase(exe, name) {
  const { stdout, stderr, code, timedOut } = await runUnderWine([name], { exe, timeout: patience });
  if (timedOut) return { fails: 'it hangs' };
  const line = stdout.split('\n').find((one) => one.startsWith('{'));
  return line ? JSON.parse(line) : { fault: `it says nothing, and ends with code ${code}: ${stderr}` };
}

/** What an expected failure is of, in words. */
const subjectOf = ({ facts, example, error, calls, with: argument }) => {
  if (facts) return `facts ${facts.join(', ')}`;
  if (example) return `examples/media-foundation/${example}, ${error}`;
  return `${calls.join(', ')}${argument === undefined ? '' : ` with ${argument}`}`;
};

/** @returns {Promise<{ name: string, failure?: string }[]>} what is confirmed, and what is not */
export async function confirmInC() {
  const exe = compileForWindows(join(root, '__tests__/media-foundation/wine/inC.c'), 'inC', libraries);
  const all = expectedFailures.filter(({ inC }) => inC !== undefined);
  const outcomes = [];
  const positions = all.map((_, position) => position);
  const worker = async () => {
    for (let position; (position = positions.shift()) !== undefined;) {
      const one = all[position];
      const { fails, holds, fault } = await runCase(exe, one.inC);
      const name = `${subjectOf(one)}: ${one.inC} fails in C as well${fails ? `: ${fails}` : ''}`;
      outcomes[position] = { name, failure: holds ? 'in C it holds: the failure is not that of Wine' : fault };
    }
  };
  await Promise.all([worker(), worker()]);
  return outcomes;
}
