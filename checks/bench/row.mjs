// Measures one row in this process, and prints it as JSON: `node --single-threaded --expose-gc checks/bench/row.mjs ROW [ROUNDS] [full|goals]`.
// run.mjs starts it, with other runtimes as well: it reads its arguments by itself.
import { rows } from './rows.mjs';

const { process } = globalThis;
const [name = '', rounds = '30', effort = '', ...others] = process.argv.slice(2);
const row = rows[name];
if (!row || !(Number(rounds) > 0) || !['', 'full', 'goals'].includes(effort) || others.length > 0) {
  console.error(`error: expected ROW [ROUNDS] [full|goals], with one of these rows: ${Object.keys(rows).join('; ')}`);
  process.exit(1);
}
console.log(
  JSON.stringify(await row.measure({ rounds: Number(rounds), full: effort === 'full', forGoals: effort === 'goals' })),
);
