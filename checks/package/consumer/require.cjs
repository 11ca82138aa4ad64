const assert = require('node:assert/strict');
const { fromBeginEnd } = require('begin-end');
const manifest = require('begin-end/package.json');

for (const entry of Object.keys(manifest.exports)) {
  if (entry === './package.json') continue;
  const names = Object.keys(require(entry.replace('.', 'begin-end')));
  assert.notEqual(names.length, 0, `${entry} exports nothing`);
}

const double = fromBeginEnd(
  (value, callback) => queueMicrotask(() => callback.Invoke({ value })),
  (result) => result.value * 2,
);
void double(21).then((value) => assert.equal(value, 42));
