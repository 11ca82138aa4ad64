// What an editor shows: under a line of consumer/hovers.ts, `^?` points to a name, and says what hovering over it shows; `^|` points
// to a place, and says which texts are offered there.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';

// The only one of the compilers that is new and has an interface for programs.
const typescript = createRequire(import.meta.url)('typescript-5.9');

/** @type {(file: string, options: Record<string, unknown>) => string[]} */
export function hoverFaults(file, options) {
  const source = readFileSync(file, 'utf8');
  const service = serviceOf(file, options);
  const lines = source.split('\n');
  const offsets = lines.map((_, index) => lines.slice(0, index).join('\n').length + (index === 0 ? 0 : 1));
  let count = 0;
  const faults = lines.flatMap((line, index) => {
    const [, before = '', kind, expected] = /^(\/\/ *)\^([?|]) (.+)$/.exec(line) ?? [];
    if (kind === undefined) return [];
    count += 1;
    const position = Number(offsets[index - 1]) + before.length;
    const shown = kind === '?' ? hover(service, file, position) : offers(service, file, position);
    return shown === expected
      ? []
      : [`${file.replace(/.*[/\\]/, '')}:${index + 1}\n  expected ${expected}\n  shown    ${shown}`];
  });
  return count === 0 ? ['hovers.ts points to nothing'] : faults;
}

/** @type {(service: any, file: string, position: number) => string} */
const hover = (service, file, position) =>
  typescript.displayPartsToString(service.getQuickInfoAtPosition(file, position)?.displayParts).replaceAll(/\s+/g, ' ');

/** @type {(service: any, file: string, position: number) => string} */
const offers = (service, file, position) =>
  (service.getCompletionsAtPosition(file, position, {})?.entries ?? [])
    .map((/** @type {{ name: string }} */ { name }) => name)
    .join(', ');

/** @type {(file: string, compilerOptions: Record<string, unknown>) => any} */
function serviceOf(file, compilerOptions) {
  const { options, errors } = typescript.convertCompilerOptionsFromJson(
    { ...compilerOptions, module: 'nodenext', noErrorTruncation: true },
    dirname(file),
  );
  if (errors.length > 0) throw new Error(typescript.flattenDiagnosticMessageText(errors[0].messageText, '\n'));
  const { sys } = typescript;
  return typescript.createLanguageService({
    fileExists: sys.fileExists,
    readFile: sys.readFile,
    directoryExists: sys.directoryExists,
    realpath: sys.realpath,
    getCurrentDirectory: () => dirname(file),
    getCompilationSettings: () => options,
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot: (/** @type {string} */ name) => {
      const text = sys.readFile(name);
      return text === undefined ? undefined : typescript.ScriptSnapshot.fromString(text);
    },
    getDefaultLibFileName: typescript.getDefaultLibFilePath,
  });
}
