// What an editor shows: `^?` what hovering over a name shows, `^|` what is offered at a place.
import { fromBeginEnd, toBeginEnd, type IMFAsyncCallback, type IMFAsyncResult, type IMFByteStream } from 'begin-end';

declare const stream: IMFByteStream;
declare function BeginScan(path: string, depth?: number, callback?: IMFAsyncCallback, state?: unknown): void;
declare function EndScan(result: IMFAsyncResult): string[];
const size = async (path: string, follow?: boolean) => path.length + Number(follow);

export const { read } = fromBeginEnd(stream);
//             ^? const read: (bytes: Uint8Array<ArrayBufferLike>, count: number, options?: CallOptions | undefined) => CancellablePromise<number>
export const write = fromBeginEnd(stream, 'Write');
//           ^? const write: (bytes: Uint8Array<ArrayBufferLike>, count: number, options?: CallOptions | undefined) => CancellablePromise<number>
export const scan = fromBeginEnd(BeginScan, EndScan);
//           ^? const scan: (path: string, depth?: number | undefined, options?: CallOptions | undefined) => CancellablePromise<string[]>
export const files = toBeginEnd({ size });
//           ^? const files: { BeginSize: (...args: [path: string, callback: AsyncCallback, state: unknown] | [path: string, follow: boolean | undefined, callback: AsyncCallback, state: unknown]) => IMFAsyncResult; EndSize: (result: IMFAsyncResult) => number; CancelSize: (result: IMFAsyncResult) => void; }
export const { BeginSize, EndSize } = toBeginEnd({ size }, 'size');
//             ^? const BeginSize: (...args: [path: string, callback: AsyncCallback, state: unknown] | [path: string, follow: boolean | undefined, callback: AsyncCallback, state: unknown]) => IMFAsyncResult
export const { begin } = toBeginEnd(size);
//             ^? const begin: (...args: [path: string, callback: AsyncCallback, state: unknown] | [path: string, follow: boolean | undefined, callback: AsyncCallback, state: unknown]) => IMFAsyncResult
export const again = fromBeginEnd(toBeginEnd(size));
//           ^? const again: (path: string, follow?: boolean | undefined, options?: CallOptions | undefined) => CancellablePromise<number>
export const methods = fromBeginEnd(toBeginEnd({ size }));
//           ^? const methods: { size: (path: string, follow?: boolean | undefined, options?: CallOptions | undefined) => CancellablePromise<number>; }

// @ts-expect-error -- being written
fromBeginEnd(stream, '');
//                    ^| Read, Write
// @ts-expect-error -- being written
toBeginEnd({ read: size, closeAsync: size }, '');
//                                            ^| read, close
