import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { E_NOTIMPL } from '../../src/contract/hresult.js';
import type { AsyncCallbackParameters, IMFAsyncResult } from '../../src/contract/IMFAsyncResult.js';
import type { Recorder, Tools } from './suite.js';

/** The tools for a platform whose clock goes on by `pass`, and how to clear up after them. */
export function createTools(pass: Tools['pass']): { tools: Tools; finish: () => void } {
  let folder: string | undefined;
  let files = 0;
  const faults: unknown[] = [];
  const tools: Tools = {
    pass,
    file(bytes) {
      folder ??= mkdtempSync(join(tmpdir(), 'conformance-'));
      const path = join(folder, `${files++}.bin`);
      writeFileSync(path, bytes);
      return path;
    },
    recorder: (onInvoke, parameters) => recorder(pass, faults, onInvoke, parameters),
  };
  return {
    tools,
    finish() {
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
      // What failed inside an Invoke is the first reason of all that failed after it.
      if (faults.length > 0) throw faults[0];
    },
  };
}

function recorder(
  pass: Tools['pass'],
  faults: unknown[],
  onInvoke?: (result: IMFAsyncResult) => unknown,
  parameters?: AsyncCallbackParameters,
): Recorder {
  const results: IMFAsyncResult[] = [];
  let arrived: (result: IMFAsyncResult) => void;
  const first = new Promise<IMFAsyncResult>((resolve) => {
    arrived = resolve;
  });
  return {
    results,
    ...(parameters && { GetParameters: () => parameters }),
    Invoke(result) {
      try {
        onInvoke?.(result);
      } catch (error) {
        faults.push(error);
      }
      results.push(result);
      arrived(result);
      // Nobody looks at it: fact 120.
      return E_NOTIMPL;
    },
    async invoked(times, milliseconds = 500) {
      for (let passed = 0; results.length < times && passed < milliseconds; passed += 5) await pass(5);
      assert.ok(results.length === times, `invoked ${results.length} times instead of ${times}`);
    },
    first: () => first,
  };
}
