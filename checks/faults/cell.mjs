// One cell of the matrix, in a process of its own: node cell.mjs PEER GROUP INDEX
import process from 'node:process';

import { groups, listen } from './faults.mjs';
import { peers } from './peers.mjs';

const [name = '', group = '', index = ''] = process.argv.slice(2);
const load = /** @type {any} */ (peers)[name];
const fault = /** @type {any} */ (groups)[group]?.[Number(index)];
if (!load || !fault) {
  console.error('error: expected PEER GROUP INDEX, as main.mjs gives them');
  process.exit(1);
}
const peer = await load();
let verdict;
try {
  verdict = await fault.run(peer, listen(peer));
} catch {
  verdict = 'crash'; // The call threw at its caller, who was to get a promise.
}
process.stdout.write(`${verdict}\n`, () => process.exit(0));
