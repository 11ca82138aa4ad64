import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

import { checks } from '../../checks/checks.mjs';

const page = readFileSync(new URL('../../CONTRIBUTING.md', import.meta.url), 'utf8');
const cells = page.split('\n').map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')));

test.each(Object.entries(checks))(
  'CONTRIBUTING.md, %s in its table of checks, says what checks.mjs says',
  (name, { holds, takes }) => {
    const rows = cells.filter((row) => row[1] === `npm run check -- ${name}`);
    expect(rows).toStrictEqual([
      ['', `npm run check -- ${name}`, holds.replaceAll('`', ''), takes.replace('about ', ''), ''],
    ]);
  },
);
