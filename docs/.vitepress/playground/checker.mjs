// What the compiler says of a program of the playground: one language service, over files that are only texts.
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
 * @property {number} line
 * @property {string} message
 */

/** @param {Record<string, string>} files the declarations, by their paths @returns {(program: string) => Fault[]} */
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

  return (program) => {
    text = program;
    version += 1;
    const syntax = service.getSyntacticDiagnostics(PROGRAM);
    // Where the program cannot be read, what is said of its types is noise.
    const found = syntax.length > 0 ? syntax : service.getSemanticDiagnostics(PROGRAM);
    return found.map(({ start = 0, length = 0, messageText }) => ({
      from: start,
      to: start + length,
      line: program.slice(0, start).split('\n').length,
      message: ts.flattenDiagnosticMessageText(messageText, '\n'),
    }));
  };
}
