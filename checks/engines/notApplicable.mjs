// Tests that cannot hold in an engine, and why. A test that fails counts as not applicable where an entry expects that kind of
// error of that engine, and names the test where the error does not tell all by itself: by its file, or by its name from the
// beginning. Any other failure is one. A test that passes has passed, whatever is written here.

/**
 * @typedef {object} Entry
 * @property {string} reason
 * @property {RegExp} [engines] all, where there are none
 * @property {RegExp} error
 * @property {string[]} [tests] all, where there are none: a stand-in for a module of Node throws for a test alone, since
 *   the library asks `process` for its modules
 * @property {boolean} [sometimes] whether they may also pass
 */

const withoutNode = /^(Chromium|Firefox|WebKit|workerd)/;
const workers = /worker/i;
/** The error of such a test is the one that its getter throws. */
const settlesNothing =
  'WebKit throws, and settles nothing, where a promise is resolved with one whose constructor cannot be read';

/** @type {Entry[]} */
export const notApplicable = [
  // What tests use of Node.
  {
    reason: 'it reads or writes files',
    engines: withoutNode,
    error: /^(fs|fs\/promises|crypto) is not here/,
  },
  {
    reason: 'it reads or writes files',
    engines: withoutNode,
    error: /^Rejected to value: \[Error: fs is not here: writeFileSync\]$/m,
    tests: [
      'conformance/conformance.test.ts › the embedded platform › fact 153',
      'conformance/conformance.test.ts › the embedded platform › fact 158',
      'conformance/conformance.test.ts › the embedded platform › fact 162',
      'conformance/conformance.test.ts › the embedded platform › fact 168',
    ],
  },
  {
    reason: 'it expects the facts of the conformance suite to hold that read files',
    engines: withoutNode,
    // Those, and no others.
    error:
      /^- Array \[\]\n\+ Array \[\n(\+ {3}"(15[38]|16[28])[\d, ]*: Error: fs is not here: writeFileSync",\n){4}\+ \]$/m,
    tests: ['conformance/conformance.test.ts › the embedded platform › one platform for all cases'],
  },
  {
    reason: 'it expects the facts of the conformance suite to hold that read files',
    engines: withoutNode,
    error: /^- Expected +- +0\n\+ Received +\+ 10\n[^]*\n {4}99,\n(\+ {3}(15[3-8]|16[0128]),\n){10} {2}\]$/m,
    tests: ['conformance/conformance.test.ts › the suite › a platform that does nothing fails'],
  },
  {
    reason: 'it reads or writes files',
    engines: withoutNode,
    // 2147500033 is E_NOTIMPL, which is what the platform says without node:fs.
    error: /there is no node:fs here|^(\+ {3}"hresult"|Received): 2147500033\b/m,
    tests: ['platform/createFileFunctions.test.ts'],
  },
  {
    reason: 'it reads or writes files',
    engines: withoutNode,
    error:
      /^expect\(jest\.fn\(\)\)\.toHaveBeenCalledTimes\(expected\)\nExpected number of calls: 1\nReceived number of calls: 0$/m,
    tests: [
      'platform/createFileFunctions.test.ts › MFCreateFile › of a folder, leaves nothing open',
      'platform/createFileFunctions.test.ts › MFBeginCreateFile › of a folder, leaves nothing open',
    ],
  },
  {
    reason: 'it reads or writes files',
    engines: withoutNode,
    // It says which path it expected, where there are files.
    error: /^- {3}"message": "MF(Begin)?CreateFile: expected a path, got 'file:\/\/\/a%00b' \(E_INVALIDARG\)",$/m,
    tests: [
      'platform/createFileFunctions.test.ts › MFCreateFile › given the URL of a name that no file can have',
      'platform/createFileFunctions.test.ts › MFBeginCreateFile › given the URL of a name that no file can have',
    ],
  },
  {
    reason: 'it makes a stream of Node',
    engines: withoutNode,
    error: /^stream is not here: Readable$|\bReadable\.from is not a function/m,
    tests: [
      'streams/byteStreamFrom.sources.test.ts › byteStreamFrom a Readable of Node, closed, › ',
      'streams/byteStreamFrom.sources.test.ts › byteStreamFrom a Readable of Node that has failed › ',
    ],
  },
  {
    reason: 'it starts a process',
    engines: withoutNode,
    error: /^(esbuild|child_process|url) is not here/,
  },
  {
    reason: 'it uses AsyncLocalStorage',
    engines: withoutNode,
    error: /^async_hooks is not here/,
  },
  {
    reason: 'it listens to the channels of node:diagnostics_channel',
    engines: withoutNode,
    error: /^diagnostics_channel is not here|^Property `getBuiltinModule` does not exist/,
    tests: ['adapters/observer.test.ts'],
  },
  {
    reason: 'it expects a warning of Node',
    engines: withoutNode,
    error: /^Property `emitWarning` does not exist/,
  },
  {
    reason: 'it asks Node for the errors of the system or of DNS, or how it shows an object',
    engines: withoutNode,
    error: /^(util|dns\/promises) is not here/,
  },
  {
    reason: 'it listens to a message port as Node does, with `once`',
    engines: withoutNode,
    error: /port\d\.once is not a function/,
    tests: [
      'adapters/fromBeginEnd.test.ts › fromBeginEnd, rule 7: a status in other clothes › a result of another thread',
    ],
  },
  {
    reason: 'it collects garbage when it wants to, by a flag of V8 that Node can set',
    engines: /^(Chromium|Firefox|WebKit|workerd|Bun)/,
    error: /^v8 is not here|\bgc is not defined/,
  },
  {
    reason: 'it loads a second copy of the library, as Jest can',
    error:
      /^modules cannot be loaded again here|another-copy|^Unknown file extension|import\(\) is disallowed|^Importing a module script failed|^Cross-origin script load denied|^Dynamic import not supported|^Dynamic-import is not available/,
    tests: [
      'adapters/observer.test.ts › copies and hosts › ',
      'platform/createEmbeddedPlatform.test.ts › a result of another copy of the library',
    ],
  },
  {
    reason: 'it makes a Buffer, which is not there',
    engines: withoutNode,
    error: /\bBuffer is not defined|Can't find variable: Buffer/,
    tests: [
      'contract/bytes.test.ts › isBytes › a Buffer',
      'streams/byteStreamFrom.sources.test.ts › byteStreamFrom a Readable of Node › ',
      'streams/byteStreamFrom.sources.test.ts › byteStreamFrom memory › as a Buffer',
    ],
  },
  {
    reason: 'it makes a SharedArrayBuffer, which a page has that asks for its isolation',
    engines: /^(Chromium|Firefox|WebKit)/,
    error: /\bSharedArrayBuffer is not defined|Can't find variable: SharedArrayBuffer/,
    tests: [
      'byte-stream/ByteStream.test.ts › memory that changes while a transfer waits for its turn › and is shared, and grows',
      'streams/byteStreamFrom.sources.test.ts › byteStreamFrom memory › as a SharedArrayBuffer',
      'streams/byteStreamFrom.sources.test.ts › shared memory that grows while it waits to be read into, is filled as far as was asked for',
    ],
  },
  {
    reason: 'an AbortSignal goes through a message port in Node and Deno alone',
    engines: /^(Chromium|Firefox|WebKit|workerd|Bun)/,
    error: /could not be cloned|can not be cloned|AbortSignal serialization is not enabled/,
    tests: ['adapters/callOptions.test.ts › '],
  },

  // What tests expect of a realm.
  {
    reason: 'it needs another realm, and a worker has none',
    engines: workers,
    error: /\bvm is not here/,
  },

  // What browsers do otherwise.
  {
    reason: 'the stack of an error begins with its name and message in V8 alone',
    engines: /^(Firefox|WebKit)/,
    error:
      /^expect\(received\)\.toMatch\(expected\)\nExpected pattern: +\/\^HResultError: \/$|^Expected substring: "HResultError: /m,
    tests: [
      'contract/HResultError.test.ts › HResultError › its name',
      'contract/HResultError.test.ts › HResultError.from › an error, ',
    ],
  },
  {
    reason: 'it reads the error of a stream through a Response, which in a browser gives an error of its own',
    engines: /^(Chromium|Firefox|WebKit)/,
    error: /^expect\(received\)\.rejects\.toBe\(expected\)[^]*\nReceived: \[(TypeError|AbortError): /,
    tests: [
      'streams/readableStreamOf.test.ts › readableStreamOf › of an async Close, ends once that has',
      'streams/readableStreamOf.test.ts › readableStreamOf › whose byte stream fails to close at the end',
      'streams/readableStreamOf.test.ts › readableStreamOf › whose byte stream fails, errors with that very error',
    ],
  },
  {
    reason: 'WebKit has no readable byte streams',
    engines: /^WebKit/,
    error: /ReadableByteStreamController is not implemented|byob/i,
    tests: ['streams/readableStreamOf.test.ts › readableStreamOf › read into a '],
  },
  {
    reason: 'the ReadableStream of WebKit is no async iterable',
    engines: /^WebKit/,
    error: /chunk of readableStreamOf/,
    tests: ['streams/readableStreamOf.test.ts › readableStreamOf › '],
  },
  {
    reason: 'WebKit delivers the messages of several MessageChannels in any order, and each platform has one',
    engines: /^WebKit/,
    error: /^expect\(received\)\.toStrictEqual\(expected\)/,
    tests: ['platform/queues/WorkQueues.test.ts › work queues › several platforms, side by side'],
    sometimes: true,
  },

  {
    reason: settlesNothing,
    engines: /^WebKit/,
    error: /^constructor$/m,
    tests: [
      'adapters/fromBeginEnd.abort.test.ts › fromBeginEnd, an End that gives something odd after an abort › a promise whose constructor cannot be read',
    ],
  },
  {
    reason: settlesNothing,
    engines: /^WebKit/,
    error: /^no constructor$/m,
    tests: [
      'adapters/toBeginEnd.test.ts › toBeginEnd, what the function gives › a promise whose constructor cannot be read',
    ],
  },
  {
    reason: settlesNothing,
    engines: /^WebKit/,
    error: /^hostile$/m,
    tests: ['hostile/matrix.test.ts › a handle that misbehaves fails its own operation and no other › getters'],
  },
  {
    reason: 'the text of the TypeError for a proxy of a promise is that of V8 or SpiderMonkey',
    engines: /^(WebKit|Bun)/,
    error: /^expect\(received\)\.toThrow\(expected\)/,
    tests: [
      'adapters/toBeginEnd.test.ts › toBeginEnd, what the function gives › a proxy of a promise that does not tell',
    ],
  },
  {
    reason: 'ReadableStream.from is in Firefox, Node and workerd alone',
    engines: /^(Chromium|WebKit)/,
    error: /^ReadableStream\.from is not a function/,
    tests: [
      'streams/iterateBeginEnd.test.ts › iterateBeginEnd, returned while an operation is outstanding, › by a ReadableStream',
    ],
  },

  // What workerd does otherwise.
  {
    reason: 'workerd has performance.now alone',
    engines: /^workerd/,
    error: /performance\.(clearMeasures|getEntriesByType) is not a function|performance\.measure is missing/,
    tests: ['tracing/createOperationMeasures.test.ts'],
  },
  {
    reason: 'workerd makes no code of strings, from which the test makes its functions',
    engines: /^workerd/,
    error: /^Code generation from strings disallowed/,
    tests: ['adapters/callOptions.test.ts › '],
  },
  {
    reason: 'a structured clone of an error keeps its own properties in workerd',
    engines: /^workerd/,
    // Its code, in place of E_FAIL, and in place of a TypeError.
    error: /^nothing was thrown|^Expected: 2147500037\nReceived: 3222093445$/m,
    tests: [
      'contract/HResultError.test.ts › HResultError.from › anything else, such as case 6',
      'hostile/realms.test.ts › errors › hresultOf a structured clone of an HResultError',
    ],
  },
  {
    reason: 'workerd reads a byte stream by buffers of 4 KiB of its own',
    engines: /^workerd/,
    error: /^Received: 4096$/m,
    tests: [
      'streams/readableStreamOf.test.ts › readableStreamOf › without a chunkSize, asks for 64 KiB at once',
      'streams/readableStreamOf.test.ts › readableStreamOf › whose chunk is ',
    ],
  },
  {
    reason: 'workerd reads a byte stream by buffers of its own, and never makes one of `chunkSize`',
    engines: /^workerd/,
    error: /^Received promise resolved instead of rejected$/m,
    tests: [
      'streams/readableStreamOf.test.ts › readableStreamOf › given a chunkSize that no buffer can have',
      'streams/readableStreamOf.test.ts › readableStreamOf with a signal › and a chunkSize that no buffer can have',
    ],
  },
  {
    reason: 'workerd gives no bytes in place of nothing, where a read was pending as its stream was cancelled',
    engines: /^workerd/,
    error: /^- {3}"value": undefined,\n\+ {3}"value": Uint8Array \[\],$/m,
    tests: ['streams/readableStreamOf.test.ts › readableStreamOf › cancelled while a read is pending'],
  },

  // What Bun and Deno do otherwise.
  {
    reason: 'the text that Bun and Deno print of an uncaught exception is their own, and Bun goes on a little',
    engines: /^(Bun|Deno)/,
    error: /^expect\(received\)\.(toMatch|toStrictEqual)\(expected\)/,
    tests: [
      'adapters/misuse.test.ts › misuse in a program › a handler that throws',
      'adapters/toBeginEnd.test.ts › toBeginEnd, in a program › Invoke, throwing, ends the program',
      'platform/process.test.ts › a process › in which Invoke throws',
    ],
  },
  {
    reason: 'Deno cannot load its own node:process once the built-in prototypes are frozen',
    engines: /^Deno/,
    error: /NodeEnvironmentFlagsSet/,
    tests: ['hostile/frozen.test.ts › a realm whose built-in prototypes are frozen › '],
  },
  {
    reason: 'a program that is given to Deno with -e is no module',
    engines: /^Deno/,
    error: /Module not found \\?"file:|Cannot use import statement outside a module/,
    tests: ['platform/process.test.ts › '],
  },
  {
    reason: 'Bun loads modules of its own when a global is read, and cannot once the built-in prototypes are frozen',
    engines: /^Bun/,
    error: /^expect\(received\)\.toBe\(expected\)[^]*Expected: "all right"\s+Received: ""/,
    tests: ['hostile/environments.test.ts › a host › whose built-in prototypes are frozen'],
  },
  {
    reason: 'Bun takes the module of such a data: address for a file, whose name it gives',
    engines: /^Bun/,
    error: /fromBeginEnd: the object has no Begin\/End pair/,
    tests: [
      'adapters/fromBeginEnd.objects.test.ts › fromBeginEnd, methods that are no plain properties › a module, imported as a namespace',
    ],
  },
  {
    reason: 'Bun writes an error on the console without its name',
    engines: /^Bun/,
    error: /BeginEndWarning \[cancel-failed\]: .+ warn: in vain/,
    tests: ['hostile/environments.test.ts › a host › without process, runs both adapters'],
  },
  {
    reason: 'Bun takes a % in the URL of a file that escapes nothing for a name',
    engines: /^Bun/,
    error: /"hresult": 2147942402/,
    tests: [
      'platform/createFileFunctions.test.ts › MFCreateFile › given the URL file:///%',
      'platform/createFileFunctions.test.ts › MFBeginCreateFile › given the URL file:///%',
    ],
  },
  {
    reason: 'an error holds the frames, with `this`, of the functions that it was made in, in Deno for longer',
    engines: /^Deno/,
    error: /^expect\(received\)\.toStrictEqual\(expected\)[^]*\+ Array \[\s+\+ +"(this|cookie)",\s+\+ \]/,
    tests: [
      'laws/memory.test.ts › fromBeginEnd, plain › Begin returns a failure',
      'laws/memory.test.ts › fromBeginEnd, with a signal › Begin returns a failure',
      'laws/memory.test.ts › fromBeginEnd, with whenEnded › Begin returns a failure',
      'laws/memory.test.ts › fromBeginEnd, with detection › Begin returns a failure',
      'laws/memory.test.ts › fromBeginEnd, with detection › the status says failure',
    ],
    sometimes: true,
  },
  {
    reason: 'the signals of Deno take no listener once they cannot be extended',
    engines: /^Deno/,
    error: /^it has not ended after/,
    tests: ['adapters/abortSignals.test.ts › a signal of fromBeginEnd › a signal that cannot be extended'],
  },
];
