// Why a mutant may survive: the classes, and which survivors belong to them. Each was looked at; whatever is not listed here is
// shown as not explained, and is most likely a test that is missing.

/** What README.md says of each class. */
export const classes = {
  shortcut:
    '**A shortcut left out.** The longer way leads to the same end: what is left out spares time, an object or a look-up. Benchmarks notice, tests do not.',
  memory:
    '**Something let go of later.** What nobody needs any more is kept until its owner goes: no call tells the difference.',
  caught:
    '**A second net.** What goes wrong instead is caught a line later, or by the next check, and comes to the same.',
  compiler:
    '**Asked for by the compiler.** An optional chain or a comparison on what is always there when the line is reached.',
  equals: '**The order of equals.** Both sides of a comparison are equal never, or where either order is right.',
  unseen:
    '**A name that nobody sees.** The description of a symbol or resource, or the operation of an error that cannot happen there.',
  empty: '**A body that only says `undefined`.** Without it the function gives the same; the compiler asks for it.',
  initial: '**A value that is replaced before it is read**, or that means the same wherever it is read.',
};

/**
 * The file, a part of the line that is changed, and the class; where one line has several, a part of what replaces it as well.
 *
 * @type {[file: string, line: string, why: keyof typeof classes, replacement?: string][]}
 */
export const survivors = [
  // contract
  ['contract/arguments', 'j < to.length', 'shortcut', 'j <= to.length'],
  ['contract/arguments', "typeof signal?.aborted === 'boolean'", 'caught', 'signal.aborted'],
  ['contract/dispatch', 'platform !== undefined', 'caught'],
  ['contract/nativePromise', '|| value === null', 'caught', 'false'],
  ['contract/nativePromise', '!isNativePromise(value)', 'caught', 'false'],
  // adapters
  ['adapters/AbortRequest', 'signal === undefined ||', 'caught', 'false'],
  ['adapters/BeginEndOperation', 'case 6:', 'shortcut'],
  ['adapters/BeginEndOperation', 'if (operation.#state !== RUNNING) return;', 'caught', 'false'],
  ['adapters/BeginEndOperation', 'around !== undefined', 'shortcut', 'true'],
  ['adapters/BeginEndOperation', 'if (isPromise)', 'caught', 'true'],
  ['adapters/BeginEndOperation', "get ['constructor']", 'empty'],
  ['adapters/BeginEndOperation', 'given < arity', 'equals', 'given <= arity'],
  ['adapters/BeginEndOperation', 'self === undefined ? end(result)', 'shortcut', 'false'],
  ['adapters/BeginEndOperation', 'if (status)', 'shortcut', 'true'],
  ['adapters/BeginEndOperation', 'abort.reason === undefined ? value', 'shortcut', 'false'],
  ['adapters/BeginEndOperation', 'work !== undefined', 'shortcut', 'true'],
  ['adapters/BeginEndOperation', 'dispose !== undefined && typeof cookie', 'shortcut', 'true'],
  ['adapters/BeginEndOperation', 'if (state >= COMPLETED) return false', 'caught'],
  ['adapters/Observation', "get ['constructor']", 'empty'],
  ['adapters/PromiseOperation', 'self !== undefined || passSignal', 'shortcut', 'true'],
  ['adapters/PromiseOperation', 'case 2:', 'shortcut'],
  ['adapters/PromiseOperation', 'returned instanceof NativePromise &&', 'shortcut'],
  ['adapters/PromiseOperation', 'returned.constructor === NativePromise', 'shortcut', 'true'],
  ['adapters/PromiseOperation', "get ['constructor']", 'empty'],
  ['adapters/PromiseOperation', 'this.#result !== this', 'shortcut', 'true'],
  ['adapters/PromiseOperation', 'platform !== undefined) dispatch', 'shortcut', 'true'],
  ['adapters/PromiseOperation', 'whenEnded !== undefined && dispose !== undefined', 'shortcut', 'true'],
  ['adapters/callOptions', 'last === null', 'caught', 'false'],
  ['adapters/callOptions', 'prototype === Object.prototype', 'shortcut', 'false'],
  ['adapters/fromBeginEnd', 'isBound: object !== undefined', 'shortcut', 'false'],
  ['adapters/toBeginEnd', '(second as Options), true)', 'shortcut'],
  // testing
  ['testing/ManualClock', 'timer.id < other.id', 'equals', 'timer.id <= other.id'],
  ['testing/ManualClock', 'timer.due < other.due', 'equals', 'timer.due <= other.due'],
  ['testing/ManualClock', 'milliseconds > 0', 'equals', 'milliseconds >= 0'],
  // platform
  ['platform/queues/callbackParameters', 'GetParameters?.()', 'caught'],
  ['platform/queues/callbackParameters', "typeof given !== 'object'", 'caught'],
  ['platform/time/clock', 'setImmediate?.(run)', 'compiler'],
  ['platform/createEmbeddedPlatform', "started('MFAllocateWorkQueue')", 'unseen'],
  ['platform/time/Schedule', 'moment.time < other.time', 'equals'],
  ['platform/time/Waitable', 'event?.target.removeEventListener', 'caught'],
  ['platform/time/Waiting', 'this.#letGo?.()', 'compiler'],
  ['platform/queues/WorkLoop', 'top.priority > 0', 'equals'],
  ['platform/queues/WorkLoop', 'level.priority > other.priority', 'equals'],
  // streams
  ['streams/byteStreamFrom', 'byteLengthOf(this.#bytes) > 0', 'shortcut', 'false'],
  ['streams/byteStreamFrom', '} catch {', 'empty'],
  ['streams/ChunkStorage', 'resolve({ done: true })', 'caught'],
  ['streams/eventsOf', 'callback?.Invoke(leaving)', 'compiler'],
  ['streams/eventsOf', 'callback?.[callbackDropped]?.(error)', 'compiler', 'callback?.[callbackDropped](error)'],
  ['streams/iterateBeginEnd', 'signal !== undefined && isAborted(signal)', 'caught', 'true'],
  ['streams/iterateBeginEnd', '{ isStopped: false }', 'initial'],
  ['streams/readableStreamOf', '} catch {', 'initial'],
  ['streams/readableStreamOf', 'else if (count > 0)', 'caught'],
  ['streams/writableStreamOf', 'byteLengthOf(chunk) < length', 'equals'],
];
