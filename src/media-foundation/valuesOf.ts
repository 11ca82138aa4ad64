import { describe } from '../contract/arguments.js';
import type { MediaFoundation } from './MediaFoundation.js';
import type { ComValues } from './objects/ComValues.js';

// Not in openMediaFoundation.ts: the declarations of the package would show all that is behind it.
const opened = new WeakMap<MediaFoundation, ComValues>();

/** Notes what a Media Foundation works with. */
export function noteValues(mf: MediaFoundation, values: ComValues): void {
  opened.set(mf, values);
}

/** What a Media Foundation works with. @throws TypeError for what is none */
export function valuesOf(mf: MediaFoundation): ComValues {
  const values = opened.get(mf);
  if (values !== undefined) return values;
  throw new TypeError(`addAll: expected what openMediaFoundation has given, got ${describe(mf)}`);
}
