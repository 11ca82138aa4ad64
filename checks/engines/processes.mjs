// The processes of an engine, as Linux tells them.
import { readFileSync, readdirSync } from 'node:fs';
import process from 'node:process';

/** The variable that every process of an engine inherits: its value is the engine's own folder. */
export const variable = 'BEGIN_END_ENGINE';

/**
 * Those of the engine's session and of its group, and those that have left both but carry its mark. Chromium writes over what
 * its processes have inherited: the mark alone would miss them.
 *
 * @param {number} leader the engine itself
 * @param {string} folder
 * @returns {number[]}
 */
export function processesOf(leader, folder) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) > 1 && Number(name) !== process.pid)
    .filter((name) => {
      const { state = '', group, session } = statOf(name);
      if (state === '' || state === 'Z' || state === 'X') return false;
      const isMarked = () => read(`/proc/${name}/environ`).split('\0').includes(`${variable}=${folder}`);
      return group === leader || session === leader || isMarked();
    })
    .map(Number);
}

/** The processes that a process has started, and that are still its own. @param {number} parent @returns {number[]} */
export const childrenOf = (parent) =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && statOf(name).parent === parent)
    .map(Number);

function statOf(/** @type {string} */ name) {
  // After the name of the program, which may hold anything: state, parent, group, session.
  const [state, ...ids] = read(`/proc/${name}/stat`)
    .replace(/^.*\) /s, '')
    .split(' ');
  const [parent, group, session] = ids.map(Number);
  return { state, parent, group, session };
}

/** @type {(file: string) => string} */
function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // The process has ended.
    return '';
  }
}
