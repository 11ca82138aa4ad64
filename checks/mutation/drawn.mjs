// The sample of mutants: as many of each part, drawn by a text. Stryker asks a checker which mutants cannot be tried, and this
// one says so of all that are not drawn.
import { createHash } from 'node:crypto';
import process from 'node:process';

/**
 * @typedef {{ line: number, column: number }} Place
 * @typedef {{ id: string, fileName: string, location: { start: Place, end: Place }, replacement: string }} Mutant
 */

/** Of each part: in all, what two cores try in a few minutes. */
export const drawnOfEach = 14;

class Drawn {
  /** @type {Set<string>} */ #drawn = new Set();

  async init() {}

  /** All mutants of the part arrive here at once. @param {Mutant[]} mutants */
  async group(mutants) {
    const ranked = mutants.map((mutant) => ({ id: mutant.id, rank: rankOf(mutant) }));
    ranked.sort((one, other) => (one.rank < other.rank ? -1 : 1));
    this.#drawn = new Set(ranked.slice(0, drawnOfEach).map(({ id }) => id));
    return [mutants.map(({ id }) => id)];
  }

  /** @param {Mutant[]} mutants */
  async check(mutants) {
    return Object.fromEntries(
      mutants.map(({ id }) => [
        id,
        this.#drawn.has(id) ? { status: 'passed' } : { status: 'compileError', reason: 'not drawn' },
      ]),
    );
  }
}

/** The same of the same source in each clone. @param {Mutant} mutant */
function rankOf({ fileName, location: { start, end }, replacement }) {
  const file = fileName.replaceAll('\\', '/').replace(/^.*\/src\//, '');
  const place = [start.line, start.column, end.line, end.column].join(':');
  return createHash('sha256').update([process.env['MUTATE_DRAW'], file, place, replacement].join('\n')).digest('hex');
}

const createDrawn = Object.assign(() => new Drawn(), { inject: [] });

/** As Stryker's declareFactoryPlugin makes it. */
export const strykerPlugins = [{ kind: 'Checker', name: 'drawn', factory: createDrawn }];
