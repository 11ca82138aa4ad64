import type { IMFMediaEvent } from '../../src/index.js';

/** An event that is known by its value. */
export const mediaEvent = (value: unknown): IMFMediaEvent => ({
  GetType: () => 1,
  GetExtendedType: () => '00000000-0000-0000-0000-000000000000',
  GetStatus: () => 0,
  GetValue: () => value,
});
