// The package as users of Deno have it: from a registry, which here is one of this process, by `npm:`; and from JSR.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));

/** @typedef {{ name: string, version: string }} Manifest */
/** @typedef {{ manifest: Manifest, tarball: string }} Packed */

/**
 * @param {string} temporary a folder
 * @param {Packed[]} packages the package, and what it needs
 * @param {Record<string, string[]>} programs of `folder`, each with the lines that it prints
 * @param {string} folder
 * @returns {Promise<[name: string, faults: string[]][]>}
 */
export async function denoFaults(temporary, packages, programs, folder) {
  const server = createServer((request, response) => answer(packages, server, request.url ?? '', response));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  try {
    /** @type {(cwd: string, ...args: string[]) => ReturnType<typeof runDeno>} */
    const deno = (cwd, ...args) =>
      runDeno(cwd, args, { NPM_CONFIG_REGISTRY: addressOf(server), DENO_DIR: join(temporary, 'deno-cache') });
    return [
      ['Deno, npm:', await npmFaults(deno, join(temporary, 'deno'), programs, folder)],
      ['JSR', await jsrFaults(deno, join(temporary, 'jsr'))],
    ];
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const entries = Object.keys(manifest.exports).filter((entry) => entry !== './package.json');

/** @param {(cwd: string, ...args: string[]) => ReturnType<typeof runDeno>} deno @param {string} cwd @param {Record<string, string[]>} programs @param {string} folder */
async function npmFaults(deno, cwd, programs, folder) {
  const { name, version } = manifest;
  const imports = Object.fromEntries(
    entries.map((entry) => [entry.replace('.', name), entry.replace('.', `npm:${name}@${version}`)]),
  );
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'deno.json'), JSON.stringify({ imports }));
  const faults = [];
  for (const [program, expected] of Object.entries(programs)) {
    cpSync(join(folder, program), join(cwd, program));
    const { status, output } = await deno(cwd, 'run', '--quiet', program);
    if (status !== 0 || output.trimEnd() !== expected.join('\n')) faults.push(`${program}: ${output}`);
  }
  return faults;
}

/** What JSR would publish, and whether it takes the types as they are. @param {(cwd: string, ...args: string[]) => ReturnType<typeof runDeno>} deno @param {string} cwd */
async function jsrFaults(deno, cwd) {
  const { name, version, license, dependencies } = manifest;
  mkdirSync(cwd);
  cpSync(join(root, 'src'), join(cwd, 'src'), { recursive: true });
  cpSync(join(root, 'LICENSE'), join(cwd, 'LICENSE'));
  const config = {
    // The scope is whoever publishes it there.
    name: `@scope/${name}`,
    version,
    license,
    exports: Object.fromEntries(
      entries.map((entry) => [entry, manifest.exports[entry].default.replace(/^\.\/dist\/(.+)\.js$/, './src/$1.ts')]),
    ),
    imports: Object.fromEntries(Object.entries(dependencies).map(([each, its]) => [each, `npm:${each}@${its}`])),
    compilerOptions: { lib: ['es2022', 'dom', 'dom.iterable', 'dom.asynciterable', 'esnext.disposable'] },
    unstable: ['sloppy-imports'],
  };
  writeFileSync(join(cwd, 'deno.json'), JSON.stringify(config));
  const { status, output } = await deno(cwd, 'publish', '--dry-run', '--allow-dirty');
  return status === 0 ? [] : [output];
}

/** What npm's registry answers, of two packages. @param {Packed[]} packages @param {import('node:http').Server} server @param {string} url @param {import('node:http').ServerResponse} response */
function answer(packages, server, url, response) {
  const asked = packages.find(({ manifest: { name } }) => url.slice(1).startsWith(name));
  if (asked === undefined) {
    response.writeHead(404).end();
    return;
  }
  const { manifest: its, tarball } = asked;
  const bytes = readFileSync(tarball);
  if (url.endsWith('.tgz')) {
    response.end(bytes);
    return;
  }
  const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  const dist = { tarball: `${addressOf(server)}${its.name}/${its.version}.tgz`, integrity };
  const versions = { [its.version]: { ...its, dist } };
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ name: its.name, 'dist-tags': { latest: its.version }, versions }));
}

/** @param {import('node:http').Server} server */
const addressOf = (server) =>
  `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}/`;

/** @type {(cwd: string, args: string[], env: NodeJS.ProcessEnv) => Promise<{ status: number, output: string }>} */
function runDeno(cwd, args, env) {
  const bin = join(here, 'node_modules/deno/bin.cjs');
  const options = { cwd, env: { ...process.env, NO_COLOR: '1', ...env }, timeout: 120_000 };
  return new Promise((resolve) => {
    execFile(process.execPath, [bin, ...args], options, (error, stdout, stderr) => {
      const status = error === null ? 0 : Number(error.code ?? 1);
      resolve({ status, output: status === 0 ? stdout : `${stdout}${stderr}` });
    });
  });
}
