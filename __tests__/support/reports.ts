import { afterEach, beforeEach } from '@jest/globals';

import { setMisuseHandler, type MisuseReport } from '../../src/index.js';

/** The misuse that each test of a file causes; empty before each of them. */
export function collectReports(): MisuseReport[] {
  const reports: MisuseReport[] = [];
  beforeEach(() => {
    reports.length = 0;
    setMisuseHandler((report) => reports.push(report));
  });
  afterEach(() => setMisuseHandler(undefined));
  return reports;
}
