import assert from 'node:assert/strict';
import { fromBeginEnd } from 'begin-end';
import manifest from 'begin-end/package.json' with { type: 'json' };

for (const entry of Object.keys(manifest.exports)) {
  if (entry === './package.json') continue;
  const names = Object.keys(await import(entry.replace('.', 'begin-end')));
  assert.notEqual(names.length, 0, `${entry} exports nothing`);
}

const double = fromBeginEnd(
  (value, callback) => queueMicrotask(() => callback.Invoke({ value })),
  (result) => result.value * 2,
);
assert.equal(await double(21), 42);
