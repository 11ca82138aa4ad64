/**
 * Runs one step after the other; one that fails does not stop the others. The last line says `N passed, M failed`.
 *
 * @param {{ name: string, run: () => boolean }[]} steps
 * @param {(line: string) => void} [say]
 * @returns {boolean} whether all passed
 */
export function runAll(steps, say = console.log) {
  let passed = 0;
  for (const { name, run } of steps) {
    const start = performance.now();
    say(`\n== ${name}`);
    const good = run();
    if (good) passed += 1;
    say(`-- ${name}: ${good ? 'ok' : 'FAILED'}, ${((performance.now() - start) / 1000).toFixed(0)} s`);
  }
  say(`\n${passed} passed, ${steps.length - passed} failed`);
  return passed === steps.length;
}
