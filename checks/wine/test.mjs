// `npm run check -- wine`: sets up Wine, and runs on its mfplat.dll the conformance suite, the native tests, the fuzzer in
// short, every way to end, and the examples.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expectedFailures } from '../../__tests__/media-foundation/wine/expectedFailures.mjs';
import { readArguments } from '../arguments.mjs';
import { bundle } from './bundle.mjs';
import { compileForCoverage, coverageFolder, forgetCoverage, reportCoverage } from './coverage.mjs';
import { runConformance } from './conformance.mjs';
import { fuzz } from './fuzz.mjs';
import { confirmInC } from './inC.mjs';
import { nativeTests } from './nativeTests.mjs';
import { findServer, root, windowsPath, wineEnvironment } from './paths.mjs';
import { runUnderWine } from './run.mjs';
import { NotPossibleHere, setUpWine } from './setup.mjs';
import { runTests } from './tests.mjs';

const { options: values } = readArguments('wine');
const wanted = (name) => values.only === undefined || values.only === name;
const options = {
  ...(values.node ? { node: values.node } : {}),
  ...(values.coverage ? { env: { NODE_V8_COVERAGE: windowsPath(coverageFolder) } } : {}),
};
const waysToEnd = ['exit', 'exit-later', 'natural', 'shutdown', 'worker-terminate', 'worker-exit', 'worker-natural'];
/** Some 20 seconds. */
const shortFuzz = 8000;
const waysToEndInCalls = ['exit', 'throw', 'worker-terminate', 'worker-exit'];
/** Inside of a method: what that throws is an answer. */
const waysToEndInside = ['exit', 'worker-terminate', 'worker-exit'];

let passed = 0;
let failed = 0;
function count(name, failure) {
  if (failure === undefined) {
    passed += 1;
    console.log(`ok    ${name}`);
  } else {
    failed += 1;
    console.log(`FAIL  ${name}\n      ${failure.replaceAll('\n', '\n      ')}`);
  }
}

async function native(name) {
  console.log(`\n== ${name}`);
  const file = `__tests__/media-foundation/wine/${name}.ts`;
  for (const outcome of await runTests(file, options)) count(outcome.name, outcome.failure);
}

async function confirmExpected() {
  console.log('\n== what is expected to fail, in C');
  try {
    for (const { name, failure } of await confirmInC()) count(name, failure);
  } catch (error) {
    if (!(error instanceof NotPossibleHere)) throw error;
    console.log(`NOT RUN: what is expected to fail, in C. ${error.message}`);
  }
}

/** Two at a time: each takes half a second, and most of that to start. */
async function end(program, ...args) {
  const { times } = values;
  let begun = 0;
  let clean = 0;
  let fault = '';
  const goOn = async () => {
    while (begun < times) {
      begun += 1;
      const { code, stdout, stderr, timedOut } = await runUnderWine([program, ...args], {
        ...options,
        timeout: 60_000,
      });
      if (code === 7 && stdout.includes('{"closed":true}') && stderr === '') clean += 1;
      else fault ||= timedOut ? 'it hung' : `it ended with code ${code}\n${stdout}${stderr}`.slice(0, 1000);
    }
  };
  await Promise.all([goOn(), goOn()]);
  count(`${args.join(', ')}: ${clean} of ${times} clean`, clean === times ? undefined : fault);
}

async function example(name) {
  const program = join(root, 'examples/media-foundation', name);
  const { stdout, stderr, code } = await runUnderWine([windowsPath(program)], {
    ...options,
    cwd: root,
    timeout: 60_000,
  });
  const done = code === 0 && stdout.trimEnd().endsWith('Done.');
  const ofExample = expectedFailures.filter((one) => one.example === name);
  const expected = ofExample.find(({ error }) => stderr.includes(error));
  if (expected && !done) {
    console.log(`fails, expected: examples/media-foundation/${name}\n      ${expected.reason}`);
    return;
  }
  let failure = done ? undefined : `it ended with code ${code}\n${stdout}${stderr}`.slice(0, 2000);
  if (ofExample.length > 0 && done)
    failure = `it runs under Wine now, and was expected to fail: ${ofExample[0].reason}`;
  count(`examples/media-foundation/${name}`, failure);
}

async function all() {
  if (values.coverage) {
    forgetCoverage();
    process.env['BEGIN_END_DIST'] = compileForCoverage();
  }
  if (wanted('conformance')) {
    console.log('== conformance');
    const good = await runConformance(options);
    count('conformance: every fact that does not hold is expected not to', good ? undefined : 'see above');
  }
  if (wanted('expected')) await confirmExpected();
  for (const name of nativeTests) if (wanted(name)) await native(name);
  if (wanted('fuzz')) {
    console.log('\n== fuzz, in short: npm run check -- wine fuzz goes on');
    const { made, faults } = await fuzz({ calls: shortFuzz, seed: 1 }, options);
    count(`${made.toLocaleString('en')} calls: none crashes, hangs or reads wrong bytes`, faults[0]);
  }
  if (wanted('ends')) {
    console.log('\n== ends of the process, with thousands of operations in flight');
    const program = windowsPath(await bundle('__tests__/media-foundation/wine/ends.ts'));
    for (const way of waysToEnd) await end(program, way);
    await end(
      windowsPath(await bundle('__tests__/media-foundation/wine/alive.ts')),
      'what is pending, and nothing else',
    );
    console.log('\n== ends of the process, while calls wait');
    const inCalls = windowsPath(await bundle('__tests__/media-foundation/wine/endsInCalls.ts'));
    for (const waiting of ['resolve', 'read']) for (const way of waysToEndInCalls) await end(inCalls, way, waiting);
    for (const way of waysToEndInside) await end(inCalls, way, 'serve');
  }
  if (wanted('examples')) {
    console.log('\n== examples');
    for (const name of readdirSync(join(root, 'examples/media-foundation')))
      if (name.endsWith('.mjs')) await example(name);
  }
  if (values.coverage) reportCoverage();
  console.log(`\nmfplat.dll under Wine: ${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

try {
  setUpWine(values.node ? { node: values.node } : {});
  // Starting Wine's server anew for each process costs more than most of them take.
  const server = spawn(findServer(), ['-f', '-p60'], { env: wineEnvironment(), stdio: 'ignore' });
  try {
    process.exitCode = await all();
  } finally {
    server.kill();
  }
} catch (error) {
  if (!(error instanceof NotPossibleHere)) throw error;
  console.log(`NOT RUN: mfplat.dll under Wine. ${error.message}`);
  process.exitCode = values.ifPossible ? 0 : 2;
}
