// Which checks of .ci/run could find a fault, in the order in which they are tried.
import process from 'node:process';

/**
 * @typedef {import('./tree.mjs').Tree} Tree
 *
 * @typedef {object} Finder
 * @property {string} name
 * @property {boolean} needsDist the tests import the sources
 * @property {(tree: Tree) => Promise<Verdict>} find
 *
 * @typedef {object} Verdict
 * @property {string} [foundBy] nothing where the check passes
 * @property {(tree: Tree) => Promise<boolean>} [passes] whether just this passes in another tree: what fails there as well
 *   finds nothing
 */

/** Which tests look at a room from outside. @type {Record<string, string[]>} */
const outside = {
  adapters: ['tracing', 'testing', 'streams', 'platform', 'hostile'],
  'byte-stream': ['streams', 'platform', 'conformance', 'hostile'],
  contract: ['adapters', 'streams', 'byte-stream', 'platform', 'conformance', 'hostile'],
  platform: ['conformance', 'streams', 'hostile', 'laws/memory.test.ts'],
  streams: ['hostile', 'laws/memory.test.ts'],
};

/** What can be asked to find by itself. */
export const finders = /** @type {const} */ (['tests', 'laws', 'exhaustive', 'faults']);

/**
 * @param {string[]} rooms in which there is a fault
 * @param {object} how
 * @param {unknown} [how.by] only this one of {@link finders}
 * @param {string | undefined} [how.lastFoundBy] the file that is tried first
 * @returns {Finder[]}
 */
export function findersOf(rooms, { by, lastFoundBy }) {
  const others = new Set(rooms.flatMap((room) => outside[room] ?? []));
  const ofOthers = [...others].filter((room) => !rooms.includes(room)).map((room) => tests(room));
  const ofAdapters = [
    tests('laws', 'laws'),
    program('exhaustive', 'checks/exhaustive/main.mjs', '--short'),
    program('faults', 'checks/faults/main.mjs', '--own'),
  ];
  if (by === 'tests') return rooms.map((room) => tests(room));
  if (by !== undefined) return ofAdapters.filter(({ name }) => name === by);
  const meetsAdapters = rooms.some((room) => room === 'adapters' || room === 'contract');
  const first = lastFoundBy === undefined ? [] : [tests(lastFoundBy)];
  return [...first, ...rooms.map((room) => tests(room)), ...(meetsAdapters ? [...ofAdapters, ...ofOthers] : ofOthers)];
}

/** The tests of one folder or file; one that fails is enough. @param {string} path @param {string} [name] @returns {Finder} */
function tests(path, name = `tests of ${path}`) {
  return {
    name,
    needsDist: false,
    async find(tree) {
      const what = `__tests__/${path}${path.endsWith('.ts') ? '$' : '/'}`;
      const { passed, output } = await jest(tree, what);
      if (passed) return {};
      const [, failed, test] = /^failed: (.+?\.test\.ts): (.*)$/m.exec(output) ?? [];
      const file = failed?.replaceAll('\\', '/').split('/__tests__/').at(-1);
      if (file === undefined) {
        return { foundBy: `tests of ${path}, which break off`, passes: (other) => runs(other, what) };
      }
      return { foundBy: `${file}: ${test}`, passes: (other) => runs(other, `__tests__/${file}$`) };
    },
  };
}

/** @param {Tree} tree @param {string} what */
const runs = async (tree, what) => (await jest(tree, what)).passed;

/** Runs tests until the first one fails. @param {Tree} tree @param {string} what */
function jest(tree, what) {
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const options = ['--config=checks/planted/jest.config.mjs', '--runInBand', `--testTimeout=${PATIENCE}`];
  return tree.run(process.execPath, [...flags, 'node_modules/jest/bin/jest.js', ...options, what]);
}

/** A test that waits for what never comes need not wait for as long as a busy machine might take. */
const PATIENCE = 10_000;

/** @param {string} name @param {string} file @param {string[]} args @returns {Finder} */
function program(name, file, ...args) {
  const passes = async (/** @type {Tree} */ tree) => (await tree.run(process.execPath, [file, ...args])).passed;
  return {
    name,
    needsDist: true,
    find: async (tree) => ((await passes(tree)) ? {} : { foundBy: name, passes }),
  };
}
