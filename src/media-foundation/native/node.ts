import { builtinModule, host, type HostProcess } from '../../contract/host.js';

/** The process, or `undefined` where the host is not Node. */
export const nodeProcess = (): Required<HostProcess> | undefined => host.process as Required<HostProcess> | undefined;

type Require = { (name: string): unknown; resolve(name: string): string };

const requireFromHere = (): Require =>
  (builtinModule('node:module') as { createRequire(from: string): Require }).createRequire(import.meta.url);

/** Loads a package or a file, as CommonJS does: at once, and native modules too. */
export const requireHere = (name: string): unknown => requireFromHere()(name);

/** A file of this package, by its path from package.json: a build moves the code that asks, and not what it asks for. */
export const fileOfPackage = (path: string): string =>
  requireFromHere()
    .resolve('begin-end/package.json')
    .replace(/package\.json$/, path);

/** Whether the process ends with this thread of JavaScript. */
export const isMainThread = (): boolean =>
  (builtinModule('node:worker_threads') as { isMainThread: boolean }).isMainThread;
