// `npm run check [-- NAME [options]]`: one check by its name, or all of them, as `.ci/run` does after the tests.
// `npm run check -- --help` lists them, from checks.mjs.
import { spawnSync } from 'node:child_process';
import process from 'node:process';

import { commandOf, commandOfCheck } from './arguments.mjs';
import { checks } from './checks.mjs';
import { runAll } from './runAll.mjs';
import { root, setUp } from './setUp.mjs';

/** The scripts of package.json that a run of all checks begins with. */
const scripts = [['typecheck'], ['lint'], ['format', '--check'], ['build']];

const names = Object.keys(checks);
const [first = '', second = '', ...rest] = process.argv.slice(2);
// `wine bench` is one name.
const isTwoWords = names.some((name) => name.startsWith(`${first} `)) && /^[^-]/.test(second);
const words = isTwoWords ? [`${first} ${second}`, ...rest] : process.argv.slice(2);

const program = commandOf(
  'npm run check --',
  `Runs one check, by its name. Without a name it runs all: typecheck, lint, format -- --check, build, and each check below
in its short form, but wine fuzz, wine bench, wine demo and jobs bench. The times were taken on two cores, after the first run: that one
installs what the check needs.`,
)
  .usage('[name] [options]')
  .argument('[name]')
  .action((/** @type {string | undefined} */ name) => {
    if (name !== undefined) program.error(`error: unknown check '${name}', expected one of: ${names.join(', ')}`);
    process.exitCode = runAll(allSteps()) ? 0 : 1;
  });
for (const name of names) {
  const command = commandOfCheck(name);
  program.addCommand(command);
  command.action(() => {
    process.exitCode = run(name, command.opts(), words.slice(1)) ? 0 : 1;
  });
}
program.parse(words, { from: 'user' });

/** Installs and builds what a check needs, and runs it. @type {(name: string, options: Record<string, unknown>, args: string[]) => boolean} */
function run(name, options, args) {
  const { command, builds = false, installs = () => [] } = /** @type {import('./checks.mjs').Check} */ (checks[name]);
  return (
    setUp(...(builds ? ['--build'] : []), ...installs(options)) && succeeds(process.execPath, [...command, ...args])
  );
}

/** @type {(command: string, args: string[], env?: NodeJS.ProcessEnv) => boolean} */
function succeeds(command, args, env = process.env) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env });
  if (error) console.error(`${command}: ${error.message}`);
  return status === 0;
}

function allSteps() {
  const steps = scripts.map(([script = '', ...args]) => ({
    name: [script, ...args].join(' '),
    run: () => runScript(script, args),
  }));
  for (const [name, { short }] of Object.entries(checks)) {
    if (short === undefined) continue;
    const options = commandOfCheck(name).parse(short, { from: 'user' }).opts();
    steps.push({ name: [name, ...short].join(' '), run: () => run(name, options, short) });
  }
  return steps;
}

/** @type {(script: string, args: string[]) => boolean} */
function runScript(script, args) {
  const npm = process.env['npm_execpath'];
  const all = ['run', '--silent', script, '--', ...args];
  // With CI set, the linter and the formatter write colours that no log shows.
  const env = { ...process.env, CI: undefined };
  return npm?.endsWith('npm-cli.js') ? succeeds(process.execPath, [npm, ...all], env) : succeeds('npm', all, env);
}
