// Measures one row in this process, and prints it as JSON: `node --single-threaded --expose-gc checks/bench/row.mjs ROW [ROUNDS] [full]`.
import { rows } from './rows.mjs';

const [name = '', rounds = '30', effort] = globalThis.process.argv.slice(2);
const row = rows[name];
if (!row) throw new Error(`unknown row '${name}', expected one of:\n${Object.keys(rows).join('\n')}`);
console.log(JSON.stringify(await row.measure({ rounds: Number(rounds), full: effort === 'full' })));
