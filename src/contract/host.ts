import { describe } from './arguments.js';

/**
 * What only some hosts have. Declared by hand: the types of Node must not leak into users' programs.
 */
export interface Host {
  /** Node's. Bundlers for browsers fake parts of it. */
  readonly process?: HostProcess;
  readonly setImmediate?: (run: () => void) => unknown;
  readonly MessageChannel?: typeof MessageChannel;
  readonly console?: Pick<Console, 'warn'>;
  readonly setTimeout: (run: () => void, milliseconds: number) => unknown;
}

export interface HostProcess {
  readonly platform?: string;
  readonly arch?: string;
  on?(event: 'exit', listener: (code: number) => void): void;
  emitWarning?(message: string, options: { type: string; code: string; detail?: string }): void;
  getBuiltinModule?(id: string): unknown;
}

export const host: Host = globalThis;

/**
 * A built-in module of Node, or `undefined` on other hosts, and where it cannot be loaded: those of Bun and Deno trip over
 * globals that are missing and prototypes that are frozen. Not by `import`: browsers have no such module, and bundlers would
 * try to resolve one.
 */
export function builtinModule(id: string, globals: Pick<Host, 'process'> = host): unknown {
  try {
    return globals.process!.getBuiltinModule!(id);
  } catch {
    // There is none.
  }
  return undefined;
}

/**
 * Warns by `process.emitWarning`, or on the console where there is no such method, or it trips over frozen built-ins. Where
 * there is no console either, it is silent. Never throws.
 */
export function warn(message: string, type: string, code: string, error?: unknown): void {
  try {
    const why = error === undefined ? {} : { detail: (error as Error | null)?.stack ?? describe(error) };
    host.process!.emitWarning!(message, { type, code, ...why });
  } catch {
    const text = `${type} [${code}]: ${message}`;
    if (error === undefined) host.console?.warn(text);
    else host.console?.warn(text, error);
  }
}
