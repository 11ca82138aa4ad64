// Call options are passed on as they are.
import { fromBeginEnd, type CallOptions, type CancellablePromise, type IMFAsyncCallback } from 'begin-end';

declare const bytes: Uint8Array;

declare const read: (bytes: Uint8Array, count: number, options?: CallOptions) => CancellablePromise<number>;
export const readFive = (options?: CallOptions) => read(bytes, 5, options);
void readFive({ signal: undefined });
// @ts-expect-error -- a controller is not its signal
void readFive(new AbortController());
void readFive({ signal: null });
// @ts-expect-error -- a misspelt option
void readFive({ signl: new AbortController().signal });

// What may be left out before the options is given as undefined.
declare function BeginList(path: string, depth: number | undefined, callback: IMFAsyncCallback, state: unknown): void;
declare function BeginFind(path: string, depth?: number, callback?: IMFAsyncCallback, state?: unknown): void;
const list = fromBeginEnd(BeginList, () => []);
const find = fromBeginEnd(BeginFind, () => []);
void list('a', undefined, { onAbort: 'wait' });
void find('a', undefined, { onAbort: 'wait' });
void find('a');
// @ts-expect-error -- the options would take the place of depth
void find('a', { onAbort: 'wait' });
