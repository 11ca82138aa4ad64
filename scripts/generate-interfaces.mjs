// @ts-nocheck: the metadata that it reads has no types.
// Generates the facts about COM interfaces and functions that the bridge works by:
//
//   src/media-foundation/facts/interfaces.generated.ts   the interfaces that are always there
//   src/media-foundation/facts/allText.generated.ts      all others of Media Foundation, and its functions, as text
//   src/media-foundation/facts/all.generated.ts          their types
//
//   node scripts/generate-interfaces.mjs <folder>
//
// The input is the folder `api` of win32json (MIT), which is made from Microsoft's own metadata. It is not committed; the output
// is. What the metadata does not say stands in interfaces/corrections.mjs.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { program } from 'commander';
import * as known from './interfaces/corrections.mjs';
import { declarations, functionDeclarations } from './interfaces/declarations.mjs';
import { describer, openMetadata } from './interfaces/describe.mjs';
import { releaseWaits, waits } from './interfaces/threads.mjs';

const [folder] = program
  .name('node scripts/generate-interfaces.mjs')
  .description('Generates src/media-foundation/facts/*.generated.ts.')
  .argument('<folder>', 'api of win32json')
  .showSuggestionAfterError(false)
  .parse().args;
const { find, mediaFoundation } = openMetadata(folder);
if (mediaFoundation.Types.length === 0) program.error(`error: ${folder}: it has no Media.MediaFoundation.json`);

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const facts = join(root, 'src/media-foundation/facts');
const describe = describer(find, known.directions);
const unused = new Set([...Object.keys(known.corrections), ...Object.keys(known.directions)]);

/** A parameter, corrected. */
function lineOf(owner, parameter, all) {
  const place = `${owner}.${parameter.Name}`;
  unused.delete(place);
  return known.corrections[place] ?? known.correctionsByName[parameter.Name] ?? describe(place, parameter, all);
}

/** All lines of a method, by its interface; of a function, that is ''. */
function linesOf(type, method) {
  const owner = type === '' ? method.Name : `${type}.${method.Name}`;
  return [...signatureLines(owner, method), ...(waits(type, method.Name) ? [': waits'] : [])];
}

function signatureLines(owner, { Params: parameters, ReturnType: returned }) {
  const lines = parameters.map((parameter) => lineOf(owner, parameter, parameters));
  if (returned.Name === 'HRESULT') return lines;
  if (returned.Name === 'Void') return [...lines, ': returns void'];
  // The one method of the contract that returns an object; whose reference others return, the metadata does not say.
  if (returned.Kind === 'PointerTo') return [...lines, ': returns pointer'];
  if (returned.TargetKind === 'Com')
    return [...lines, `: returns ${returned.Name === 'IUnknown' ? 'IUnknown' : 'pointer'}`];
  return [
    ...lines,
    describe(`${owner}.returns`, { Name: '', Type: returned, Attrs: ['In'] }, []).replace(': in', ': returns'),
  ];
}

const refOf = (name) => ({ Api: 'Media.MediaFoundation', Name: name });
const named = new Map();
/** Adds an interface to a table, and its bases. */
function add(table, ref, isTaken = () => false) {
  const { Name: name } = ref;
  if (table[name] || isTaken(name) || name in known.leftOutInterfaces) return;
  const supplement = known.supplement[name];
  if (supplement) {
    if (supplement.base) add(table, refOf(supplement.base), isTaken);
    table[name] = supplement;
    return;
  }
  const type = find(ref);
  if (type?.Kind !== 'Com') throw new Error(`${name}: the metadata has no such interface`);
  add(table, type.Interface, isTaken);
  const methods = {};
  for (const method of type.Methods) {
    for (const reference of referencesOf(method)) named.set(reference.Name, reference);
    methods[method.Name] = linesOf(name, method);
  }
  table[name] = { iid: type.Guid, base: type.Interface.Name, methods };
}

/** The interfaces that a method or a function names. */
function referencesOf({ Params: parameters }) {
  const references = [];
  for (let { Type: type } of parameters) {
    while (type.Child) type = type.Child;
    if (type.TargetKind === 'Com') references.push(type);
  }
  return references;
}

const table = {};
for (const name of [...Object.keys(known.supplement), ...known.wanted]) add(table, refOf(name));

// ---------------------------------------------------------------------------------------------- all the others

const others = {};
named.clear();
const isInTable = (name) => Object.hasOwn(table, name);
for (const { Kind: kind, Name: name } of mediaFoundation.Types) {
  if (kind === 'Com' && name.startsWith('IMF')) add(others, refOf(name), isInTable);
}
const present = new Set(
  Array.from(readFileSync(join(facts, 'functions.ts'), 'utf8').matchAll(/^ {4}(MF\w+): \[/gm), ([, name]) => name),
);
const functions = {};
for (const one of mediaFoundation.Functions) {
  const dll = one.DllImport.toLowerCase();
  if (!known.dlls.includes(dll) || present.has(one.Name) || one.Name in known.leftOutFunctions) continue;
  for (const reference of referencesOf(one)) named.set(reference.Name, reference);
  (functions[dll] ??= {})[one.Name] = linesOf('', one);
}
// What all of those refer to; what that refers to in turn, only pointers serve for.
for (const reference of Array.from(named.values())) add(others, reference, isInTable);
if (unused.size > 0) throw new Error(`corrections of nothing: ${[...unused].join(', ')}`);

// ---------------------------------------------------------------------------------------------- the files

const generated =
  '// Generated by scripts/generate-interfaces.mjs from the metadata of Windows: not to be edited by hand.\n';
const heading = `${generated}import type { HRESULT } from '../../contract/hresult.js';
import type { IMFAsyncCallback as Callback, IMFAsyncResult as Result } from '../../contract/IMFAsyncResult.js';
`;
const special = new Set(['IUnknown', 'IMFAsyncResult', 'IMFAsyncCallback']);
const plain = Object.keys(table).filter((name) => !special.has(name));
const allNames = new Set([...Object.keys(table), ...Object.keys(others)]);

const rowsOfTable = Object.entries(table).map(([name, { iid, base, methods }]) => {
  const rows = Object.entries(methods).map(
    ([method, lines]) => `      ${method}: [${lines.map((line) => `'${line}'`).join(', ')}],`,
  );
  return [
    `  ${name}: {`,
    `    iid: '${iid}',`,
    `    base: ${base ? `'${base}'` : 'null'},`,
    ...(releaseWaits(name) ? ['    releaseWaits: true,'] : []),
    '    methods: {',
    ...rows,
    '    },',
    '  },',
  ].join('\n');
});

write(
  'interfaces.generated.ts',
  `${heading}import type { AddedInterface } from './AddedInterface.js';
import type { InterfaceFacts } from './interfaces.js';

/** IID, base, and the methods in vtable order, each with its parameters: \`name: direction type\`. */
export const interfaceTable: Readonly<Record<string, InterfaceFacts> & Record<'IUnknown', InterfaceFacts>> = {
${rowsOfTable.join('\n')}
};

/** What every projected COM object has. */
export interface IUnknown extends Disposable, AsyncDisposable {
  /**
   * The same object by another interface.
   *
   * @param name of an interface in the table, or what \`addInterface\` has returned
   * @returns a projected object of its own, to be disposed of by itself
   * @throws HResultError \`E_NOINTERFACE\` where the object does not answer to it
   */
  QueryInterface<Projected>(name: AddedInterface<string, Projected>): Projected;
  QueryInterface<Name extends keyof Interfaces>(name: Name): Interfaces[Name];
  /** Gives the reference back (COM's Release). Using the object afterwards throws a \`TypeError\`. */
  [Symbol.dispose](): void;
  /** The same, and resolves once Release has returned: on readers and sources it runs on another thread. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** What goes in where an interface is wanted: a projected object, an object of JavaScript with its methods, a pointer. */
export type Accepted<T> = T | { [Name in keyof Omit<T, keyof IUnknown>]?: (...args: never[]) => unknown } | bigint;

/** The projected type of each interface, by its name. */
export interface Interfaces {
  IUnknown: IUnknown;
  IMFAsyncResult: Result;
  IMFAsyncCallback: Callback;
${plain.map((name) => `  ${name}: ${name};`).join('\n')}
}

${declarations(table, plain, new Set(Object.keys(table)))}
`,
);

const otherTypes = declarations(others, Object.keys(others), allNames);
const functionTypes = functionDeclarations(Object.assign({}, ...Object.values(functions)), allNames);
const usedOfTable = Object.keys(table)
  .filter((name) => !name.startsWith('IMFAsync') && new RegExp(`\\b${name}\\b`).test(otherTypes + functionTypes))
  .concat(/\bAccepted\b/.test(otherTypes) ? 'Accepted' : []);
const parametersOf = (lines) => lines.join('; ');
const interfaceText = Object.entries(others).map(([name, { iid, base, methods }]) =>
  [
    `${name} ${iid} ${base}${releaseWaits(name) ? ' releaseWaits' : ''}`,
    ...Object.entries(methods).map(([method, lines]) => `${method} ${parametersOf(lines)}`.trim()),
  ].join('\n'),
);
const functionText = Object.entries(functions).map(([dll, all]) =>
  [dll, ...Object.entries(all).map(([name, lines]) => `${name} ${parametersOf(lines)}`.trim())].join('\n'),
);
write(
  'allText.generated.ts',
  `${generated}
/** Name, IID and base of each interface; below, its methods in vtable order, each with its parameters. */
export const allInterfaces: string = \`
${interfaceText.join('\n\n')}
\`;

/** The functions of each DLL, each with its parameters. */
export const allFunctions: string = \`
${functionText.join('\n\n')}
\`;
`,
);
write(
  'all.generated.ts',
  `${heading}import type { ${usedOfTable.toSorted().join(', ')} } from './interfaces.generated.js';

/** The projected type of each interface that the table lacks, by its name. */
export interface AllInterfaces {
${Object.keys(others)
  .map((name) => `  ${name}: ${name};`)
  .join('\n')}
}

/** The functions of mfplat.dll, mf.dll and mfreadwrite.dll that \`MediaFoundation\` lacks. */
export interface AllFunctions {
${functionTypes}
}

${otherTypes}
`,
);

function write(name, text) {
  const file = join(facts, name);
  writeFileSync(file, text);
  // As everything else in the repository.
  execFileSync(process.execPath, ['node_modules/oxfmt/bin/oxfmt', file], { cwd: root });
}

const countMethods = (all) => Object.values(all).reduce((sum, { methods }) => sum + Object.keys(methods).length, 0);
const say = (title, all) =>
  console.log(`${title}: ${Object.keys(all).length} interfaces, ${countMethods(all)} methods`);
say('table', table);
say('others', others);
for (const [dll, all] of Object.entries(functions)) console.log(`${dll}: ${Object.keys(all).length} functions`);
