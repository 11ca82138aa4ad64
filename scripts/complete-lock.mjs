// Adds to package-lock.json the binaries for other platforms that npm left out of it.
//
//   node scripts/complete-lock.mjs [folder]
//
// A mirror of the registry may not hold them. `npm install` against such a mirror writes a lock file without them, and
// `npm ci` then refuses that file, on every machine. They are optional dependencies with an exact version, and their
// names say where they run: that is all an entry needs. Run it after an update; where nothing is missing, it does nothing.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { program } from 'commander';

const [folder = '.'] = program
  .name('node scripts/complete-lock.mjs')
  .description('Adds to a package-lock.json the binaries for other platforms that npm left out of it.')
  .argument('[folder]', 'where it lies')
  .showSuggestionAfterError(false)
  .parse().args;
const file = join(folder, 'package-lock.json');
if (!existsSync(file)) program.error(`error: ${file}: there is no such file`);
const lock = JSON.parse(readFileSync(file, 'utf8'));
/** @type {Record<string, any>} */
const packages = lock.packages;
let added = 0;

for (const { optionalDependencies = {}, dev } of Object.values(packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const path = `node_modules/${name}`;
    const platform = platformOf(name);
    if (path in packages || platform === undefined) continue;
    packages[path] = { version, ...platform, ...(dev ? { dev } : {}), optional: true };
    added += 1;
  }
}

if (added > 0) {
  const paths = Object.keys(packages).toSorted((a, b) => a.localeCompare(b, 'en'));
  lock.packages = Object.fromEntries(paths.map((path) => [path, packages[path]]));
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
}
console.log(`${added} packages added to ${file}`);

/** @type {(name: string) => { cpu: string[], os: string[], libc?: string[] } | undefined} */
function platformOf(name) {
  const [, os = '', cpu = ''] =
    /\b(aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)-(\w+)/.exec(name) ?? [];
  if (os === '') return undefined;
  const libc = os !== 'linux' ? undefined : name.includes('musl') ? 'musl' : name.includes('gnu') ? 'glibc' : undefined;
  return { cpu: [cpu], os: [os], ...(libc ? { libc: [libc] } : {}) };
}
