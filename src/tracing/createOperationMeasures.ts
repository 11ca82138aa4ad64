import { checkOptions } from '../contract/arguments.js';
import type { ObservedOperation, OperationObserver } from '../adapters/observer.js';
import { shown } from './shown.js';

/** The options of {@link createOperationMeasures}. */
export interface OperationMeasuresOptions {
  /** The name of the track in the Performance panel. Default: `'Begin/End'`. */
  track?: string | undefined;
}

/**
 * Makes an observer that measures each operation by `performance.measure`. The Performance panel of Chrome's developer tools
 * shows them on a track of their own; failures are red. An operation that had begun before is left out.
 *
 * The measures stay until `performance.clearMeasures()`.
 *
 * @param options see {@link OperationMeasuresOptions}
 * @throws TypeError where an option is of the wrong kind, and where there is no `performance.measure` (workerd)
 *
 * @example
 * setOperationObserver(createOperationMeasures());
 * await read(5);
 * setOperationObserver(undefined);
 * performance.getEntriesByType('measure').at(-1)?.name; // 'begin'
 *
 * @see https://developer.chrome.com/docs/devtools/performance/extension
 */
export function createOperationMeasures(
  options: OperationMeasuresOptions = {},
): Required<Pick<OperationObserver, 'start' | 'asyncEnd'>> {
  checkOptions(options, 'createOperationMeasures', { track: 'string' });
  const { track = 'Begin/End' } = options;
  if (typeof performance.measure !== 'function') {
    throw new TypeError('createOperationMeasures: performance.measure is missing here, nothing can be measured');
  }
  const starts = new WeakMap<ObservedOperation, number>();
  return {
    start(operation) {
      starts.set(operation, performance.now());
    },
    asyncEnd(operation) {
      const start = starts.get(operation);
      if (start === undefined) return;
      const devtools = {
        dataType: 'track-entry',
        track,
        color: 'error' in operation ? 'error' : 'primary',
        properties: propertiesOf(operation),
      };
      performance.measure(operation.name, { start, end: performance.now(), detail: { devtools } });
    },
  };
}

/** What the panel shows of an operation when it is selected. */
function propertiesOf(operation: ObservedOperation): [key: string, value: string][] {
  const { direction, args } = operation;
  const said = (['reason', 'late', 'error', 'result'] as const).filter((key) => operation[key] !== undefined);
  return [
    ['direction', direction],
    ['args', args.map(shown).join(', ')],
    ...said.map((key): [string, string] => [key, shown(operation[key])]),
  ];
}
