// `npm run check -- types`: what users' compilers say of the package. Each compiler, with each way to resolve modules, compiles
// consumer and every ```ts block of README.md and docs against the packed library. Two of them say what is wrong with
// consumer/mistakes.ts, which is held in messages.md; an editor shows what consumer/hovers.ts says.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { blocksOf } from '../../__tests__/docs/blocks.mjs';
import { readArguments } from '../arguments.mjs';
import { messagesOf, pageOf } from './messages.mjs';

const { options } = readArguments('types');
// It needs a compiler, which a call with `--help` does not.
const { hoverFaults } = await import('./hovers.mjs');

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));
const compilers = ['5.7', '5.8', '5.9', '6.0', '7.0'];
const consumer = ['consumer/forms.ts', 'consumer/limits.ts', 'consumer/wrappers.ts', 'consumer/types'];
const strict = {
  strict: true,
  exactOptionalPropertyTypes: true,
  // The declarations of the library must compile themselves; those of TypeScript are its own affair.
  skipLibCheck: false,
  skipDefaultLibCheck: true,
  target: 'es2022',
  // The wrappers are exported, and want declarations.
  declaration: true,
  emitDeclarationOnly: true,
};
// The two environments of a user, each with no more than it needs; README.md says so.
const node = { ...strict, types: ['node'], lib: ['es2022'] };
const browser = { ...strict, types: [], lib: ['es2022', 'dom', 'esnext.disposable'] };
/** What every compiler compiles. @type {Record<string, { compilerOptions: Record<string, unknown>, include: string[] }>} */
const projects = {
  nodenext: { compilerOptions: { ...node, module: 'nodenext' }, include: [...consumer, 'blocks'] },
  node16: { compilerOptions: { ...node, module: 'node16' }, include: [...consumer, 'blocks'] },
  bundler: {
    compilerOptions: { ...node, module: 'esnext', moduleResolution: 'bundler' },
    include: [...consumer, 'blocks'],
  },
  'nodenext, DOM': { compilerOptions: { ...browser, module: 'nodenext' }, include: consumer },
};

let projectCount = 0;
const folder = mkdtempSync(join(tmpdir(), 'begin-end-types-'));
try {
  install();
  await checkMatrix();
  await checkMessages();
  report('hovers and completions, TypeScript 5.9', hoverFaults(join(folder, 'consumer/hovers.ts'), browser));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** A user's project: the packed library, and what the consumer and the blocks import besides. */
function install() {
  const cli = process.env['npm_execpath'];
  const npm = cli?.endsWith('npm-cli.js') ? [process.execPath, cli] : ['npm'];
  const run = (/** @type {string} */ cwd, /** @type {string[]} */ ...args) => {
    const [command = '', ...first] = npm;
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    const { status, stdout, stderr } = spawnSync(command, [...first, ...args, ...quiet], { cwd, encoding: 'utf8' });
    if (status !== 0) throw new Error(`npm ${args.join(' ')}\n${stdout}${stderr}`);
    return stdout;
  };
  const [{ filename }] = JSON.parse(run(root, 'pack', '--json', '--pack-destination', folder));
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  const pDefer = join(root, 'node_modules/p-defer');
  run(folder, 'install', '--install-links', '--offline', pDefer, join(folder, filename));
  mkdirSync(join(folder, 'node_modules/@types'));
  for (const name of ['expect-type', '@types/node', 'p-limit', 'p-retry']) {
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name), 'junction');
  }
  cpSync(join(here, 'consumer'), join(folder, 'consumer'), { recursive: true });
  cpSync(join(root, '__tests__/types'), join(folder, 'consumer/types'), { recursive: true });
  rmSync(join(folder, 'consumer/types/types.test.ts'));
  const pages = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
  for (const page of ['README.md', ...pages.map((name) => `docs/${name}`)]) {
    for (const { language, line, code, copyOf } of blocksOf(page, readFileSync(join(root, page), 'utf8'))) {
      // The declarations of Comlink need those of the DOM, which a user on Node may lack.
      if (language !== 'ts' || code.includes("from 'comlink'")) continue;
      // A file of a project with Jest is compiled and run there, by `npm run check -- package`.
      if (copyOf !== undefined && code.includes("from '@jest/globals'")) continue;
      const file = join(folder, 'blocks', `${page}.${line}.mts`);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, '\n'.repeat(line - 1) + code);
    }
  }
}

async function checkMatrix() {
  const names = Object.keys(projects);
  const jobs = compilers.flatMap((compiler) => names.map((name) => ({ compiler, name })));
  const outputs = await twoAtATime(
    jobs.map(
      ({ compiler, name }) =>
        () =>
          compile(compiler, /** @type {any} */ (projects[name])),
    ),
  );
  console.log(['TypeScript', ...names].join('  '));
  for (const compiler of compilers) {
    const cells = names.map((name) => {
      const output = outputs[jobs.findIndex((job) => job.compiler === compiler && job.name === name)];
      const errors = output?.match(/error TS/g)?.length ?? 0;
      return (output === '' ? 'ok' : `${errors} errors`).padEnd(name.length);
    });
    console.log([compiler.padEnd('TypeScript'.length), ...cells].join('  ').trimEnd());
  }
  console.log();
  // Most errors are the same everywhere: each text is printed once.
  for (const output of new Set(outputs.filter((text) => text !== ''))) {
    const where = jobs.filter((_, index) => outputs[index] === output);
    report(where.map(({ compiler, name }) => `${compiler} ${name}`).join(' · '), [output]);
  }
}

async function checkMessages() {
  const project = { compilerOptions: { ...browser, module: 'nodenext' }, include: ['consumer/mistakes.ts'] };
  const speakers = ['5.9', '7.0'];
  const outputs = await twoAtATime(speakers.map((compiler) => () => compile(compiler, project)));
  const source = readFileSync(join(here, 'consumer/mistakes.ts'), 'utf8');
  const page = pageOf(
    messagesOf(source, Object.fromEntries(speakers.map((name, index) => [name, String(outputs[index])]))),
  );
  const file = join(here, 'messages.md');
  if (options['write']) writeFileSync(file, page);
  const held = readFileSync(file, 'utf8');
  report(
    'messages.md',
    page === held ? [] : [difference(held, page), 'if that is right: npm run check -- types --write'],
  );
}

/** What the compiler prints. @type {(compiler: string, config: { compilerOptions: object, include: string[] }) => Promise<string>} */
async function compile(compiler, { compilerOptions, include }) {
  projectCount += 1;
  const project = join(folder, `tsconfig.${projectCount}.json`);
  const outDir = `out/${projectCount}`;
  writeFileSync(project, JSON.stringify({ compilerOptions: { ...compilerOptions, rootDir: '.', outDir }, include }));
  const tsc = join(here, 'node_modules', `typescript-${compiler}`, 'bin/tsc');
  const child = spawn(process.execPath, [tsc, '--pretty', 'false', '-p', project], { cwd: folder });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  const status = await new Promise((resolve) => child.on('close', resolve));
  // A compiler that fails in silence has not compiled.
  return status === 0 || output !== '' ? output : `tsc ended with ${status}`;
}

/** @type {<T>(tasks: (() => Promise<T>)[]) => Promise<T[]>} */
async function twoAtATime(tasks) {
  /** @type {any[]} */
  const outcomes = [];
  const waiting = tasks.entries();
  await Promise.all(
    [1, 2].map(async () => {
      for (const [index, task] of waiting) outcomes[index] = await task();
    }),
  );
  return outcomes;
}

/** @type {(name: string, faults: string[]) => void} */
function report(name, faults) {
  console.log(`${faults.length === 0 ? 'ok    ' : 'FAILED'}  ${name}`);
  for (const fault of faults) console.log(fault.trimEnd().replaceAll(/^/gm, '        '));
  if (faults.length > 0) process.exitCode = 1;
}

/** The lines that only one of them has. @type {(before: string, after: string) => string} */
function difference(before, after) {
  const [old, fresh] = [before.split('\n'), after.split('\n')];
  return [
    ...old.filter((line) => !fresh.includes(line)).map((line) => `- ${line}`),
    ...fresh.filter((line) => !old.includes(line)).map((line) => `+ ${line}`),
  ].join('\n');
}
