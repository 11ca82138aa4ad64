import assert from 'node:assert/strict';
import { fromBeginEnd } from 'begin-end';
import manifest from 'begin-end/package.json' with { type: 'json' };

for (const entry of Object.keys(manifest.exports)) {
  if (entry === './package.json') continue;
  const exported = Object.entries(await import(entry.replace('.', 'begin-end')));
  assert.notEqual(exported.length, 0, `${entry} exports nothing`);
  for (const [name, value] of exported) if (typeof value === 'function') assert.equal(value.name, name);
}

const double = fromBeginEnd(
  (value, callback) => queueMicrotask(() => callback.Invoke({ value })),
  (result) => result.value * 2,
);
assert.equal(await double(21), 42);

const fail = fromBeginEnd(
  (callback) => queueMicrotask(() => callback.Invoke({})),
  () => {
    throw new Error('stop');
  },
);
await assert.rejects(fail(), ({ stack }) => /^ +at BeginEndOperation\.Invoke /m.test(stack));
