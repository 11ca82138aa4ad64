import { describe, expect, test } from '@jest/globals';

import { functionTable } from '../../src/media-foundation/facts/functions.js';
import { handWritten } from '../../src/media-foundation/mediaFoundationFunctions.js';
import { createEmbeddedPlatform } from '../../src/platform/index.js';

// None of them is called: only a Windows has what is behind them.
const written = handWritten({ results: {}, runtime: { calls: { find: () => 0n }, scratch: {} } } as never, {});
const ofWindows = new Set([...Object.values(functionTable), written].flatMap((functions) => Object.keys(functions)));

describe('begin-end/media-foundation', () => {
  test.each(Object.keys(createEmbeddedPlatform()))('has %s, as the platform of this library has', (name) => {
    expect(ofWindows).toContain(name);
  });
});
