/** The few things of Node that the bridge needs, without its types: those must not leak into users' programs. */
interface NodeProcess {
  readonly platform: string;
  readonly arch: string;
  on(event: 'exit', listener: (code: number) => void): void;
  emitWarning(message: string, options: { type: string; code: string }): void;
  getBuiltinModule(name: 'node:module'): { createRequire(from: string): (name: string) => unknown };
}

type Host = { process?: NodeProcess };

/** The process, or `undefined` where the host is not Node. */
export const nodeProcess = (): NodeProcess | undefined => (globalThis as Host).process;

/** Loads a package or a file, as CommonJS does: at once, and native modules too. */
export const requireHere = (name: string): unknown =>
  nodeProcess()!
    .getBuiltinModule('node:module')
    .createRequire(import.meta.url)(name);
