import { eventCases } from './eventCases.js';
import { fileCases } from './fileCases.js';
import { itemCases } from './itemCases.js';
import { queueCases } from './queueCases.js';
import { resultCases } from './resultCases.js';
import { startupCases } from './startupCases.js';
import type { Case } from './suite.js';

export { doesNotApply } from './doesNotApply.js';

/** How many facts there are, numbered from 1. */
export const factCount = 176;

/** Every fact that can be said, as a case. */
export const cases: Case[] = [
  ...resultCases,
  ...startupCases,
  ...queueCases,
  ...itemCases,
  ...eventCases,
  ...fileCases,
];
