// Imports one module, and prints the milliseconds of CPU that the process has taken: `node checks/bench/importing.mjs MODULE`.
import process from 'node:process';

await import(process.argv[2] ?? '');
const { user, system } = process.cpuUsage();
console.log((user + system) / 1000);
