import { nodeProcess, requireHere } from './node.js';
import type { System } from './openSystem.js';

/**
 * Ends the process at `process.exit` while calls run on other threads. Node would wait for koffi's threads, and a thread whose
 * call waits for JavaScript never returns. So the process is terminated, by the listener of `exit` that is added here: older
 * listeners run before.
 */
export class ExitWithCalls {
  calls = 0;

  constructor(system: System) {
    const { isMainThread } = requireHere('node:worker_threads') as { isMainThread: boolean };
    // In a worker `exit` is the end of the worker alone; its calls end with the process.
    if (!isMainThread) return;
    nodeProcess()!.on('exit', (code) => {
      if (this.calls > 0) system.TerminateProcess(code);
    });
  }
}
