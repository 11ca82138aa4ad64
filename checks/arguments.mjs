import { Command, Option } from 'commander';

// A folder's own tools may bring another version of it.
export { Option };

import { checks } from './checks.mjs';

/** A command whose faults are one line each, with exit code 1. @param {string} name @param {string} description */
export const commandOf = (name, description) =>
  new Command(name)
    .description(description)
    .helpOption('-h, --help', 'say this')
    .helpCommand(false)
    .configureHelp({ helpWidth: 120 })
    .showSuggestionAfterError(false);

/** The command of a check: main.mjs offers it, and its own program reads its arguments by it. @param {string} name */
export function commandOfCheck(name) {
  const { holds, takes, options = [], argument } = /** @type {import('./checks.mjs').Check} */ (checks[name]);
  const command = commandOf(name, `${holds.charAt(0).toUpperCase()}${holds.slice(1)}. It takes ${takes}.`).summary(
    `${holds} (${takes})`,
  );
  for (const option of options) command.addOption(option);
  return argument ? command.addArgument(argument) : command;
}

/**
 * What the program of a check was called with. An unknown option ends the process, with one line.
 *
 * @param {string} name
 * @returns {{ options: Record<string, any>, args: string[] }}
 */
export function readArguments(name) {
  const command = commandOfCheck(name).name(`npm run check -- ${name}`).parse();
  return { options: command.opts(), args: command.args };
}
