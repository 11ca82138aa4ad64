/** Byte streams and event generators ↔ Web streams and async iterables, on the adapters. */
export { byteStreamFrom, type ByteSource, type FileHandleLike } from './byteStreamFrom.js';
export { eventGeneratorFrom, type ClosableEventGenerator, type EventGeneratorOptions } from './eventGeneratorFrom.js';
export { eventsOf, type EventsOptions } from './eventsOf.js';
export { iterateBeginEnd, type BeginEndIterator, type IterateOptions } from './iterateBeginEnd.js';
export { readableStreamOf, type ReadableStreamOptions } from './readableStreamOf.js';
export { writableStreamOf, type WritableStreamOptions } from './writableStreamOf.js';
