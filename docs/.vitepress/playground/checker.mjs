// What the compiler says of a program of the playground: one language service, over files that are only texts.
//
//     createChecker(declarations): { faultsOf(program), infoAt(program, position) }
import * as ts from 'typescript';

/** The program's own name among the files. */
const PROGRAM = '/program.js';

/** @type {ts.CompilerOptions} */
const options = {
  allowJs: true,
  checkJs: true,
  strict: true,
  // Programs are JavaScript: what has no annotation may be anything.
  noImplicitAny: false,
  useUnknownInCatchVariables: false,
  skipLibCheck: true,
  noEmit: true,
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  // A program runs in a thread: there is no `document`.
  lib: ['lib.esnext.d.ts', 'lib.webworker.d.ts', 'lib.webworker.asynciterable.d.ts'],
  types: [],
};

/**
 * @typedef {object} Fault
 * @property {number} from
 * @property {number} to
 * @property {string} message
 */

/**
 * What the compiler knows of a name: its type as a declaration, and the first lines of its documentation.
 *
 * @typedef {object} Info
 * @property {number} from
 * @property {number} to
 * @property {string} declaration
 * @property {string} documentation
 */

/** @param {Record<string, string>} files the declarations, by their paths */
export function createChecker(files) {
  let text = '';
  let version = 0;
  const textOf = (/** @type {string} */ path) => (path === PROGRAM ? text : files[path]);
  const service = ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [PROGRAM],
    getScriptVersion: (path) => (path === PROGRAM ? String(version) : ''),
    getScriptSnapshot(path) {
      const content = textOf(path);
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
    },
    getCurrentDirectory: () => '/',
    getDefaultLibFileName: () => '/lib/lib.d.ts',
    fileExists: (path) => textOf(path) !== undefined,
    readFile: textOf,
  });

  function take(/** @type {string} */ program) {
    if (program === text) return;
    text = program;
    version += 1;
  }
  return {
    /** @param {string} program @returns {Fault[]} */
    faultsOf(program) {
      take(program);
      const syntax = service.getSyntacticDiagnostics(PROGRAM);
      // Where the program cannot be read, what is said of its types is noise.
      const found = syntax.length > 0 ? syntax : service.getSemanticDiagnostics(PROGRAM);
      return found.map(({ start = 0, length = 0, messageText }) => ({
        from: start,
        to: start + length,
        message: ts.flattenDiagnosticMessageText(messageText, '\n'),
      }));
    },
    /** @param {string} program @param {number} position @returns {Info | undefined} */
    infoAt(program, position) {
      take(program);
      const info = service.getQuickInfoAtPosition(PROGRAM, position);
      if (info === undefined) return undefined;
      const { textSpan, displayParts, documentation } = info;
      return {
        from: textSpan.start,
        to: textSpan.start + textSpan.length,
        // What is imported is told with its import, which the program shows already.
        declaration: ts.displayPartsToString(displayParts).replace(/^\(alias\) ([^]*)\nimport .*$/, '$1'),
        documentation: ts.displayPartsToString(documentation).split('\n\n')[0] ?? '',
      };
    },
  };
}
