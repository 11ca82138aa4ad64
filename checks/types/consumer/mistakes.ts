// Mistakes that are easily made. None of them may compile; what 5.9 and 7.0 say is held in messages.md, mistake by mistake.
import {
  fromBeginEnd,
  toBeginEnd,
  whenEnded,
  type IMFAsyncCallback,
  type IMFAsyncResult,
  type IMFByteStream,
} from 'begin-end';

declare const stream: IMFByteStream;
declare const bytes: Uint8Array;
declare const controller: AbortController;
declare function BeginSize(path: string, callback: IMFAsyncCallback, state: unknown): void;
declare function EndSize(result: IMFAsyncResult): number;
const { read } = fromBeginEnd(stream);

// A pair that the object does not have
fromBeginEnd(stream, 'Fetch');

// An End that is spelt wrongly
fromBeginEnd({ BeginSize, EndSise: EndSize }, 'Size');

// The same, where all pairs are asked for
fromBeginEnd({ BeginSize, EndSise: EndSize });

// An argument of the wrong type
void read('five', 5);

// A Begin whose callback is a function
declare const withFunction: {
  BeginSize(path: string, callback: (size: number) => void): void;
  EndSize(result: IMFAsyncResult): number;
};
fromBeginEnd(withFunction, 'Size');

// The same as two functions
fromBeginEnd(withFunction.BeginSize, withFunction.EndSize);

// An option that is spelt wrongly
void read(bytes, 5, { signl: controller.signal });

// A controller in place of its signal
void read(bytes, 5, controller);

// An End that needs more than the result
declare const withOut: {
  BeginSize(path: string, callback: IMFAsyncCallback, state: unknown): void;
  EndSize(result: IMFAsyncResult, size: { value: number }): void;
};
fromBeginEnd(withOut, 'Size');

// The same as two functions
fromBeginEnd(withOut.BeginSize, withOut.EndSize);

// An object without pairs
fromBeginEnd({ size: 5 });

// An object that may be missing
declare const perhaps: IMFByteStream | undefined;
fromBeginEnd(perhaps, 'Read');

// An object whose members may all be missing
declare const weak: Partial<IMFByteStream>;
fromBeginEnd(weak, 'Read');

// The same, where all pairs are asked for
fromBeginEnd(weak);

// An empty object
fromBeginEnd({}, 'Read');

// A pair that a type parameter does not have
export const seekOf = <T extends IMFByteStream>(object: T) => fromBeginEnd(object, 'Seek');

// A promise that `then` made
void whenEnded(read(bytes, 5).then((count) => count));

// An optional argument that is left out where a signal is passed
const { begin } = toBeginEnd(async (_path: string, _depth?: number, _options?: { signal?: AbortSignal }) => 1, {
  passSignal: true,
});
begin('path', null, null);

// A Begin without its End
fromBeginEnd(BeginSize);

// An option of the adapter that is spelt wrongly
fromBeginEnd(stream, 'Read', { onabort: 'wait' });

// The same for all pairs
fromBeginEnd(stream, { onabort: 'wait' });

// The same for two functions
fromBeginEnd(BeginSize, EndSize, { onabort: 'wait' });

// The same for two functions that are written on the spot
fromBeginEnd(
  (path: string, callback, state) => BeginSize(path, callback, state),
  (result) => EndSize(result),
  { onabort: 'wait' },
);

// A Begin that is written on the spot, with an End for something else
fromBeginEnd(
  (path: string, callback, state) => BeginSize(path, callback, state),
  (size: number) => size,
);

// A cancel action for another cookie
fromBeginEnd(BeginSize, EndSize, { cancel: (cookie: Date) => cookie.getTime() });

// A method that the object does not have
toBeginEnd({ read: async () => 1, close: async () => {} }, 'open');

// An object without methods
toBeginEnd({ size: 5 });

// A method that may be missing
declare const optional: { read?(): Promise<number> };
toBeginEnd(optional, 'read');

// A method that a type parameter does not have
export const openOf = <T extends { read(): Promise<number> }>(object: T) => toBeginEnd(object, 'open');

// Arguments that are a type parameter, in a function that is exported without its return type
export const offer = <A extends unknown[], T>(fn: (...args: A) => Promise<T>) => toBeginEnd(fn);

// A class in place of an object
class Reader {
  static async read() {}
}
toBeginEnd(Reader);

// An option of toBeginEnd that is spelt wrongly
toBeginEnd(async () => 1, { passsignal: true });
