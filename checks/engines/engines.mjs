// The engines: where each is found, and how it is started.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

/**
 * @typedef {'window' | 'worker' | 'SharedWorker' | 'ServiceWorker'} Page where in a browser the tests run
 * @typedef {{ origin: string, folder: string, bundles: string, number: number }} Run origin: where the check listens; folder: the
 *   engine's own; bundles: where those are that the engine takes; number: of no other engine
 * @typedef {object} Engine
 * @property {string} name
 * @property {'node' | 'plain' | 'smoke'} bundles the tests, with Node's modules or with stand-ins; or smoke.mjs alone
 * @property {Page} [page]
 * @property {() => string | undefined} find the program, where it is installed
 * @property {(program: string, run: Run) => string[]} command
 * @property {string} [debian] the packages that it is in
 * @property {(program: string) => string} [version] where the program does not say it itself
 */

/** @type {Page[]} */
const pages = ['window', 'worker', 'SharedWorker', 'ServiceWorker'];

/** @type {(...names: string[]) => string | undefined} */
const onPath = (...names) =>
  names
    .flatMap((name) => (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name)))
    .find((file) => existsSync(file));

/** A file of this folder's packages, or the program that is installed. @type {(path: string, ...names: string[]) => () => string | undefined} */
const packaged =
  (path, ...names) =>
  () => {
    const file = join(here, 'node_modules', path);
    return existsSync(file) ? file : onPath(...names);
  };

/** MiniBrowser is on no PATH: where it lies depends on the system and on the version. */
function findMiniBrowser() {
  const roots = ['/usr/lib', '/usr/libexec'].filter((folder) => existsSync(folder));
  const folders = roots.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  return [...roots, ...folders]
    .flatMap((folder) => ['webkit2gtk-4.1', 'webkit2gtk-4.0'].map((name) => join(folder, name, 'MiniBrowser')))
    .find((file) => existsSync(file));
}

/** What Firefox would otherwise show or fetch at its first start. */
const firefoxPreferences = {
  'app.normandy.enabled': false,
  'app.update.enabled': false,
  'browser.aboutwelcome.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'datareporting.policy.dataSubmissionEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'toolkit.telemetry.reportingpolicy.firstRun': false,
};

/** @type {Omit<Engine, 'bundles' | 'page'>[]} */
const browsers = [
  {
    name: 'Chromium',
    debian: 'chromium',
    find: () => onPath('chromium', 'chromium-browser', 'google-chrome'),
    command: (program, { origin, folder }) => [
      program,
      '--headless',
      // As root there is no sandbox to be had.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--no-first-run',
      `--user-data-dir=${folder}`,
      origin,
    ],
  },
  {
    name: 'Firefox',
    debian: 'firefox-esr',
    find: () => onPath('firefox-esr', 'firefox'),
    command(program, { origin, folder }) {
      const lines = Object.entries(firefoxPreferences).map(
        ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
      );
      writeFileSync(join(folder, 'user.js'), lines.join('\n'));
      return [program, '--headless', '--no-remote', '--profile', folder, origin];
    },
  },
  {
    name: 'WebKit',
    debian: 'webkit2gtk-driver xvfb xauth',
    // MiniBrowser says it only where there is a screen.
    version: () => versionIn('dpkg-query', '--show', '--showformat=${Version}', 'webkit2gtk-driver'),
    find: () => (onPath('xvfb-run') && onPath('xauth') ? findMiniBrowser() : undefined),
    // The number keeps two that start at once from taking the same screen.
    command: (program, { origin, number }) => [
      'xvfb-run',
      '-a',
      '-n',
      `${200 + 10 * number}`,
      program,
      '--private',
      origin,
    ],
  },
];

/** @type {Engine[]} */
export const engines = [
  ...browsers.flatMap((browser) =>
    pages.map((page) =>
      Object.assign({}, browser, { name: `${browser.name}, ${page}`, bundles: /** @type {const} */ ('plain'), page }),
    ),
  ),
  {
    name: 'Bun',
    bundles: 'node',
    find: packaged('@oven/bun-linux-x64/bin/bun', 'bun'),
    command: (program, { origin, bundles }) => [program, join(bundles, 'start.process.js'), origin],
  },
  {
    name: 'Deno',
    bundles: 'node',
    find: packaged('@deno/linux-x64-glibc/deno', 'deno'),
    command: (program, { origin, bundles }) => [
      program,
      'run',
      '--allow-all',
      join(bundles, 'start.process.js'),
      origin,
    ],
  },
  {
    name: 'workerd',
    bundles: 'plain',
    find: packaged('@cloudflare/workerd-linux-64/bin/workerd', 'workerd'),
    command(program, { origin, folder, bundles }) {
      const config = join(folder, 'config.capnp');
      writeFileSync(config, workerdConfig({ origin, folder, bundles }));
      return [program, 'test', config];
    },
  },
  {
    name: 'QuickJS, smoke.mjs',
    bundles: 'smoke',
    find: packaged('quickjs-emscripten/package.json'),
    version: (program) => JSON.parse(readFileSync(program, 'utf8')).version,
    command: (_, { origin, bundles }) => [process.execPath, join(here, 'quickjs.mjs'), origin, bundles],
  },
];

/** What they are called, without the places of a browser. */
export const engineNames = [...new Set(engines.map(({ name }) => name.replace(/, .*/, '')))];

/** Node itself: which tests there are, the others are measured by. @type {Engine} */
export const node = {
  name: 'Node',
  bundles: 'node',
  find: () => process.execPath,
  command: (program, { origin, bundles }) => [program, join(bundles, 'start.process.js'), origin],
};

/** @type {(run: Omit<Run, 'number'>) => string} */
function workerdConfig({ origin, folder, bundles }) {
  const start = 'start.workerd.js';
  const modules = [start, ...readdirSync(bundles).filter((name) => name !== start)].map(
    // A path that begins with a slash is looked for elsewhere.
    (name) => `(name = "${name}", esModule = embed "${relative(folder, join(bundles, name))}")`,
  );
  return `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "tests", worker = (
      modules = [${modules.join(', ')}],
      bindings = [(name = "ORIGIN", text = "${origin}")],
      compatibilityDate = "2026-07-01",
    )),
    (name = "internet", network = (allow = ["local"])),
  ],
);`;
}

/** @type {(engine: Engine, program: string) => string} */
export const versionOf = ({ version }, program) => version?.(program) ?? versionIn(program, '--version');

/** @type {(command: string, ...args: string[]) => string} */
function versionIn(command, ...args) {
  const { stdout } = spawnSync(command, args, { encoding: 'utf8' });
  return /\d+(?:[.-]\d+)+/.exec(stdout ?? '')?.[0] ?? 'unknown';
}
