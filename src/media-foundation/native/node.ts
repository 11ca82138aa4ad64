import { builtinModule, host, type HostProcess } from '../../contract/host.js';

/** The process, or `undefined` where the host is not Node. */
export const nodeProcess = (): Required<HostProcess> | undefined => host.process as Required<HostProcess> | undefined;

type NodeModule = { createRequire(from: string): (name: string) => unknown };

/** Loads a package or a file, as CommonJS does: at once, and native modules too. */
export const requireHere = (name: string): unknown =>
  (builtinModule('node:module') as NodeModule).createRequire(import.meta.url)(name);

/** Whether the process ends with this thread of JavaScript. */
export const isMainThread = (): boolean =>
  (builtinModule('node:worker_threads') as { isMainThread: boolean }).isMainThread;
