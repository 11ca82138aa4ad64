// What the compiler says of a program of the playground: one language service, over files that are only texts.
//
//     createChecker(declarations): { faultsOf(program), infoAt(program, position), completionsAt(program, position), detailsOf(…) }
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
 * What the compiler knows of a name: its type as a declaration, and what its documentation begins with.
 *
 * @typedef {{ declaration: string, documentation: string }} Words
 * @typedef {Words & { from: number, to: number }} Info
 * @typedef {Words & { changes: { from: number, to: number, insert: string }[] }} Details `changes` import the name
 */
/**
 * A name that fits.
 *
 * @typedef {object} Entry
 * @property {string} name
 * @property {string} kind
 * @property {number} boost the higher, the nearer it is to the program
 * @property {string | undefined} source the module that it has to be imported from
 * @property {ts.CompletionEntryData | undefined} data
 */

/** The modules whose names are offered before they are imported: all but the 2,000 codes. */
const offered = ['index', 'platform/index', 'testing/index', 'tracing/index'].map(
  (entry) => `/node_modules/begin-end/dist/${entry}.d.ts`,
);
/** @type {ts.UserPreferences} */
const preferences = { includeCompletionsForModuleExports: true, includeCompletionsWithInsertText: true };

/** @type {(parts: ts.SymbolDisplayPart[] | undefined, documentation: ts.SymbolDisplayPart[] | undefined) => Words} */
const wordsOf = (parts, documentation) => ({
  // What is imported is told with its import, which the program shows already.
  declaration: ts.displayPartsToString(parts).replace(/^\(alias\) ([^]*)\nimport .*$/, '$1'),
  documentation: (ts.displayPartsToString(documentation).split('\n\n')[0] ?? '').replaceAll('\n', ' '),
});

/** @param {Record<string, string>} files the declarations, by their paths */
export function createChecker(files) {
  let text = '';
  let version = 0;
  const textOf = (/** @type {string} */ path) => (path === PROGRAM ? text : files[path]);
  const service = ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [PROGRAM, ...offered],
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
        ...wordsOf(displayParts, documentation),
      };
    },
    /** @param {string} program @param {number} position @returns {Entry[]} */
    completionsAt(program, position) {
      take(program);
      const found = service.getCompletionsAtPosition(PROGRAM, position, preferences)?.entries ?? [];
      return found.map(({ name, kind, sortText, source, data }) => ({
        name,
        kind,
        // What the compiler sorts by: up to 11 is the program's own.
        boost: sortText <= '11' ? 2 : source === undefined ? 0 : 1,
        source,
        data,
      }));
    },
    /** @param {string} program @param {number} position @param {Entry} entry @returns {Details | undefined} */
    detailsOf(program, position, { name, source, data }) {
      take(program);
      const details = service.getCompletionEntryDetails(PROGRAM, position, name, {}, source, preferences, data);
      if (details === undefined) return undefined;
      const changes = (details.codeActions ?? []).flatMap((action) =>
        action.changes.flatMap(({ textChanges }) => textChanges),
      );
      return {
        ...wordsOf(details.displayParts, details.documentation),
        changes: changes.map(({ span, newText }) => ({
          from: span.start,
          to: span.start + span.length,
          insert: newText,
        })),
      };
    },
  };
}
