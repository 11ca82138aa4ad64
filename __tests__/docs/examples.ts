// Finds the examples of the documentation, and makes programs of them that can be compiled and run:
//
//     examplesOf(file)             the ```ts and ```js blocks of a page, the @example tags of a source
//     compileExamples(examples)    one run of the compiler; what it says, by the lines of the page
//     runExample(example)          what it printed, line by line, or what it threw
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import * as library from 'begin-end';
import * as platform from 'begin-end/platform';
import * as tracing from 'begin-end/tracing';
import * as testing from 'begin-end/testing';

import { blocksOf, lineAt, type Block } from './blocks.mjs';

export const root = fileURLToPath(new URL('../../', import.meta.url));

export interface Example extends Readonly<Block> {
  /** What it must print: the texts behind `// →`. Where there is none, it may print what it likes. */
  readonly prints: readonly string[];
}

export function examplesOf(file: string): Example[] {
  const text = readFileSync(join(root, file), 'utf8');
  return (file.endsWith('.md') ? blocksOf(file, text) : tagsOf(file, text)).map((block) =>
    Object.assign(block, {
      prints: Array.from(block.code.matchAll(/\/\/ → (.+)$/gm), ([, print]) => (print as string).trim()),
    }),
  );
}

/** `expression; // 'value'`, the way to say a value in a TSDoc example, as an assertion; in one line, so that lines stay put. */
const asserted = (code: string): string =>
  code.replaceAll(
    /^(?!const |let )(.+); \/\/ ('[^']*'|true|false|null|-?\d+|0x[\da-f]+|[A-Z][A-Z\d]*_[A-Z_\d]+)$/gm,
    'assert.deepEqual(await ($1), $2);',
  );

function tagsOf(file: string, text: string): Block[] {
  return Array.from(text.matchAll(/^ *\* @example\n((?: *\*(?: (?!@)[^\n]*|)\n)+)/gm), ({ 1: lines = '', index }) => ({
    file,
    line: lineAt(text, index) + 1,
    language: 'ts',
    noRun: undefined,
    copyOf: undefined,
    code: asserted(lines.replaceAll(/^ *\* ?/gm, '')),
  }));
}

const predeclaredFile = '__tests__/docs/predeclared.ts';

/** The names that an @example may use without saying where they come from, by what they are imported from. */
function knownNames(): Map<string, string> {
  const predeclared = readFileSync(join(root, predeclaredFile), 'utf8');
  const declared = predeclared.matchAll(/^export const (\w+)|^export (?:const |type )?\{(.+)\}/gm);
  const names = Array.from(declared).flatMap(
    ([, one, some = '']) => one ?? some.split(',').map((name) => name.replace(/.* as /, '').trim()),
  );
  return new Map([
    ...Object.keys(platform).map((name) => [name, 'begin-end/platform'] as const),
    ...Object.keys(tracing).map((name) => [name, 'begin-end/tracing'] as const),
    ...Object.keys(testing).map((name) => [name, 'begin-end/testing'] as const),
    ...Object.keys(library).map((name) => [name, 'begin-end'] as const),
    ...names.map((name) => [name, '#predeclared'] as const),
  ]);
}

/** `import { … } from …;` for what an @example uses and does not declare itself; in one line, so that lines stay put. */
function importsFor(code: string, known: Map<string, string>): string {
  const bare = code.replaceAll(/'[^'\n]*'|\/\/.*$/gm, '');
  const used = new Set(Array.from(bare.matchAll(/(?<![.\w])[A-Za-z]\w*/g), ([name]) => name));
  for (const [, names = ''] of bare.matchAll(/\b(?:const|let|class|function\*?) (\{[^}]*\}|\w+)/g)) {
    for (const [name] of names.matchAll(/\w+/g)) used.delete(name);
  }
  return Array.from(used)
    .flatMap((name) => (known.has(name) ? `import { ${name} } from '${known.get(name)}';` : []))
    .join(' ');
}

let folder: string;

const nameOf = ({ file, line, language }: Example): string => `${file}.${line}.m${language}`;

/** The lines of extracted files are those of the pages that they come from: says the page. */
const byPage = (text: string): string =>
  text.replaceAll(/(?:\S*[/\\])?(?:sources|out)[/\\](\S+?)\.\d+\.m[tj]s([(:]\d+)/g, '$1$2').replaceAll('\\', '/');

/** Compiles all of them, the library being what was built. @returns what the compiler complains about */
export function compileExamples(examples: readonly Example[]): string {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'begin-end-examples-')));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules', 'begin-end'), 'junction');
  for (const name of ['@opentelemetry', 'comlink', 'p-limit', 'p-retry']) {
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name), 'junction');
  }
  const known = knownNames();
  for (const one of examples) {
    const imports = one.file.endsWith('.md') ? '' : importsFor(one.code, known);
    const path = join(folder, 'sources', nameOf(one));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${'\n'.repeat(one.line - 2)}${imports}\n${one.code}`);
  }
  cpSync(join(root, predeclaredFile), join(folder, 'sources', 'predeclared.mts'));
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({
      imports: { '#predeclared': { types: './sources/predeclared.mts', default: './out/predeclared.mjs' } },
    }),
  );
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: join(root, '__tests__', 'tsconfig.json'),
      compilerOptions: {
        typeRoots: [join(root, 'node_modules', '@types')],
        paths: {},
        rootDir: 'sources',
        outDir: 'out',
        noEmit: false,
        noEmitOnError: false,
        declaration: false,
        declarationMap: false,
        sourceMap: true,
        // An example may leave the use of what it shows to the reader.
        noUnusedLocals: false,
        noUnusedParameters: false,
        // Examples for people who do not use TypeScript have no types.
        verbatimModuleSyntax: false,
      },
      include: ['sources'],
      exclude: [],
    }),
  );
  const tsc = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '--pretty', 'false'], {
    cwd: folder,
    encoding: 'utf8',
  });
  return byPage(tsc.stdout + tsc.stderr);
}

export function removeExamples(): void {
  rmSync(folder, { recursive: true, force: true });
}

/** Runs a compiled example as a program of its own, until nothing is pending any more. */
export async function runExample(one: Example): Promise<string[]> {
  const file = join(folder, 'out', nameOf(one).replace(/ts$/, 'js'));
  const worker = new Worker(file, { stdout: true, stderr: true, execArgv: ['--enable-source-maps'] });
  let printed = '';
  worker.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  let failure: Error | undefined;
  worker.on('error', (error) => (failure = error));
  const code = await new Promise<number>((resolve) => worker.on('exit', resolve));
  if (failure !== undefined) throw new Error(byPage(failure.stack ?? failure.message));
  // 13: something is awaited that nothing is left to settle.
  if (code !== 0) throw new Error(`${one.file}:${one.line}: the example ended with exit code ${code}`);
  return printed.split('\n').slice(0, -1);
}
