// Observers, and what they are told.
import { setOperationObserver, type MisuseReport, type ObservedOperation, type OperationObserver } from 'begin-end';
import { createOperationMeasures, createOperationTrace, type TraceEvent } from 'begin-end/tracing';
import { expectTypeOf } from 'expect-type';

setOperationObserver(undefined);
setOperationObserver({});
setOperationObserver(createOperationTrace());
setOperationObserver(createOperationMeasures({ track: 'Files' }));
setOperationObserver({
  start({ id, name, direction, args }) {
    expectTypeOf(id).toEqualTypeOf<number>();
    expectTypeOf(name).toEqualTypeOf<string>();
    expectTypeOf(direction).toEqualTypeOf<'fromBeginEnd' | 'toBeginEnd'>();
    expectTypeOf(args).toEqualTypeOf<readonly unknown[]>();
  },
  late({ result, error, reason, late }) {
    expectTypeOf([result, error, reason]).toEqualTypeOf<unknown[]>();
    expectTypeOf(late).toEqualTypeOf<true | undefined>();
  },
  misuse: (report) => expectTypeOf(report).toEqualTypeOf<MisuseReport>(),
});
// @ts-expect-error -- a misspelt event
setOperationObserver({ asyncstart() {} });
// @ts-expect-error -- an event is a function
setOperationObserver({ start: true });
// @ts-expect-error -- there is no observer null
setOperationObserver(null);
// @ts-expect-error -- a misspelt option
createOperationMeasures({ trak: 'Files' });

/** What is told may be the key of a map, and may not be changed. */
export function remember(operation: ObservedOperation, starts: WeakMap<ObservedOperation, number>): void {
  starts.set(operation, 1);
  // @ts-expect-error -- the library alone says what a result is
  operation.result = 1;
}

expectTypeOf(createOperationTrace()).toExtend<OperationObserver>();
expectTypeOf(createOperationTrace().toJSON().traceEvents).toEqualTypeOf<readonly TraceEvent[]>();
