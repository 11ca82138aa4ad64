import { nodeProcess, requireHere } from './node.js';
import type { System } from './openSystem.js';

/**
 * process.exit waits for koffi's threads. One that is in a call which itself waits for JavaScript never returns: so
 * where there is such a call, the process ends without waiting, after the listeners of `exit` that are older than this.
 */
export class ExitWithCalls {
  calls = 0;

  constructor(system: System) {
    const { isMainThread } = requireHere('node:worker_threads') as { isMainThread: boolean };
    // In a worker it is the worker that ends: its calls end with the process.
    if (!isMainThread) return;
    nodeProcess()!.on('exit', (code) => {
      if (this.calls > 0) system.TerminateProcess(code);
    });
  }
}
