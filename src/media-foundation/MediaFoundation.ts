import type { IMFAsyncResult } from '../contract/IMFAsyncResult.js';
import type { HRESULT } from '../contract/hresult.js';
import type { MediaPlatform } from '../platform/MediaPlatform.js';
import type { AddedInterface } from './facts/AddedInterface.js';
import type { InterfaceFacts } from './facts/interfaces.js';
import type {
  Accepted,
  IMFActivate,
  IMFAttributes,
  IMFByteStream,
  IMFMediaBuffer,
  IMFMediaEvent,
  IMFMediaEventQueue,
  IMFMediaSession,
  IMFMediaSink,
  IMFMediaSource,
  IMFMediaType,
  IMFMediaTypeHandler,
  IMFPresentationDescriptor,
  IMFSample,
  IMFSampleGrabberSinkCallback,
  IMFSinkWriter,
  IMFSourceReader,
  IMFSourceResolver,
  IMFStreamDescriptor,
  IMFTopology,
  IMFTopologyNode,
  Interfaces,
  IStream,
  IUnknown,
} from './facts/interfaces.generated.js';
import type { AddedInterfaces, FunctionOf, ProjectedInterface } from './facts/typesOf.js';

/** What an interface is called. */
type PointerName = keyof Interfaces | AddedInterface<string, unknown>;

/**
 * The real Media Foundation. The functions that it has beyond {@link MediaPlatform} hand out objects with Begin/End
 * pairs, or what those need.
 */
export interface MediaFoundation extends MediaPlatform {
  MFCreateEventQueue(this: void): IMFMediaEventQueue;
  MFCreateFile(this: void, accessMode: number, openMode: number, flags: number, path: string): IMFByteStream;
  MFEndCreateFile(this: void, result: IMFAsyncResult): IMFByteStream;

  /**
   * Makes a source resolver, which opens URLs and byte streams as media sources by its pairs `CreateObjectFromURL` and
   * `CreateObjectFromByteStream`.
   *
   * @see https://learn.microsoft.com/windows/win32/api/mfidl/nf-mfidl-mfcreatesourceresolver
   */
  MFCreateSourceResolver(this: void): IMFSourceResolver;
  /**
   * Makes a byte stream over an `IStream`, whose Read runs on a work queue.
   *
   * @param stream native, or an object of JavaScript with `Read`, `Seek` and `Stat`
   * @returns a byte stream whose methods give promises, except `Begin…` and `End…`: the stream's lock is held while a work
   * queue waits for JavaScript's `Read`
   * @see https://learn.microsoft.com/windows/win32/api/mfidl/nf-mfidl-mfcreatemfbytestreamonstream
   */
  MFCreateMFByteStreamOnStream(this: void, stream: Accepted<IStream>): Waiting<IMFByteStream>;
  /**
   * The same over a stream of the Windows Runtime, an `IRandomAccessStream`.
   *
   * @param stream its pointer, or an object of JavaScript with the methods of that interface, which `addInterface` has added
   * @see https://learn.microsoft.com/windows/win32/api/mfidl/nf-mfidl-mfcreatemfbytestreamonstreamex
   */
  MFCreateMFByteStreamOnStreamEx(this: void, stream: object | bigint): Waiting<IMFByteStream>;
  /**
   * Makes a byte stream that passes every call on to another one.
   *
   * @returns where that is one of {@link MFCreateMFByteStreamOnStream} or of its Ex, a byte stream whose methods give promises as that one's do
   * @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfcreatemfbytestreamwrapper
   */
  MFCreateMFByteStreamWrapper(this: void, stream: Waiting<IMFByteStream>): Waiting<IMFByteStream>;
  /** Makes a byte stream that passes every call on to another one, whose methods do not wait. */
  MFCreateMFByteStreamWrapper(this: void, stream: Accepted<IMFByteStream>): IMFByteStream;
  /**
   * Lets the source resolvers of this process open URLs of a scheme by your own handler.
   *
   * @param scheme with its colon: `'memory:'`
   * @param activate an object whose `ActivateObject` gives the handler, an `IMFSchemeHandler`
   * @see https://learn.microsoft.com/windows/win32/api/mfidl/nf-mfidl-mfregisterlocalschemehandler
   */
  MFRegisterLocalSchemeHandler(this: void, scheme: string, activate: Accepted<IMFActivate>): HRESULT | void;
  /**
   * The same for byte streams, by file extension or MIME type.
   *
   * @see https://learn.microsoft.com/windows/win32/api/mfidl/nf-mfidl-mfregisterlocalbytestreamhandler
   */
  MFRegisterLocalByteStreamHandler(
    this: void,
    extension: string,
    mimeType: string,
    activate: Accepted<IMFActivate>,
  ): HRESULT | void;
  /** Makes an event. @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfcreatemediaevent */
  MFCreateMediaEvent(
    this: void,
    type: number,
    extendedType: string | null,
    status: HRESULT,
    value: unknown,
  ): IMFMediaEvent;
  /** Makes an empty store of attributes. @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfcreateattributes */
  MFCreateAttributes(this: void, initialSize: number): IMFAttributes;
  /** Makes an empty media type. @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfcreatemediatype */
  MFCreateMediaType(this: void): IMFMediaType;
  /**
   * Makes the description of a stream from the media types that it can have.
   *
   * @param count of the types
   * @see https://learn.microsoft.com/windows/win32/api/mfidl/nf-mfidl-mfcreatestreamdescriptor
   */
  MFCreateStreamDescriptor(
    this: void,
    id: number,
    count: number,
    types: readonly Accepted<IMFMediaType>[],
  ): IMFStreamDescriptor;
  /**
   * Makes the description of a presentation from those of its streams.
   *
   * @param count of the streams
   * @see https://learn.microsoft.com/windows/win32/api/mfidl/nf-mfidl-mfcreatepresentationdescriptor
   */
  MFCreatePresentationDescriptor(
    this: void,
    count: number,
    descriptors: readonly Accepted<IMFStreamDescriptor>[],
  ): IMFPresentationDescriptor;
  /** Makes an empty sample. @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfcreatesample */
  MFCreateSample(this: void): IMFSample;
  /** Makes a buffer. @param length its capacity in bytes @see https://learn.microsoft.com/windows/win32/api/mfapi/nf-mfapi-mfcreatememorybuffer */
  MFCreateMemoryBuffer(this: void, length: number): IMFMediaBuffer;
  /**
   * Makes a reader over a byte stream, on another thread: opening it reads the stream, which may be JavaScript's.
   *
   * @see https://learn.microsoft.com/windows/win32/api/mfreadwrite/nf-mfreadwrite-mfcreatesourcereaderfrombytestream
   */
  MFCreateSourceReaderFromByteStream(
    this: void,
    stream: Accepted<IMFByteStream>,
    attributes: Accepted<IMFAttributes> | null,
  ): Promise<IMFSourceReader>;
  /**
   * Makes a reader over a media source, on another thread: it asks the source, which may be JavaScript's.
   *
   * @see https://learn.microsoft.com/windows/win32/api/mfreadwrite/nf-mfreadwrite-mfcreatesourcereaderfrommediasource
   */
  MFCreateSourceReaderFromMediaSource(
    this: void,
    source: Accepted<IMFMediaSource>,
    attributes: Accepted<IMFAttributes> | null,
  ): Promise<IMFSourceReader>;

  /**
   * Makes a writer over a media sink, on another thread: it asks the sink, which may be JavaScript's.
   *
   * @see https://learn.microsoft.com/windows/win32/api/mfreadwrite/nf-mfreadwrite-mfcreatesinkwriterfrommediasink
   */
  MFCreateSinkWriterFromMediaSink(
    this: void,
    sink: Accepted<IMFMediaSink>,
    attributes: Accepted<IMFAttributes> | null,
  ): Promise<IMFSinkWriter>;
  /**
   * Makes a media session, which plays topologies. Its methods give promises, except those of an event generator.
   *
   * @see https://learn.microsoft.com/windows/win32/api/mfidl/nf-mfidl-mfcreatemediasession
   */
  MFCreateMediaSession(this: void, configuration: Accepted<IMFAttributes> | null): IMFMediaSession;
  /** Makes an empty topology. @see https://learn.microsoft.com/windows/win32/api/mfidl/nf-mfidl-mfcreatetopology */
  MFCreateTopology(this: void): IMFTopology;
  /**
   * Makes a node of a topology.
   *
   * @param type 0 for an output, 1 for a stream of a source, 2 for a transform, 3 for a tee
   * @see https://learn.microsoft.com/windows/win32/api/mfidl/nf-mfidl-mfcreatetopologynode
   */
  MFCreateTopologyNode(this: void, type: number): IMFTopologyNode;
  /**
   * Makes what activates a sink that hands all samples to a callback.
   *
   * @see https://learn.microsoft.com/windows/win32/api/mfidl/nf-mfidl-mfcreatesamplegrabbersinkactivate
   */
  MFCreateSampleGrabberSinkActivate(
    this: void,
    type: Accepted<IMFMediaType>,
    callback: Accepted<IMFSampleGrabberSinkCallback>,
  ): IMFActivate;
  /**
   * Makes a handler for one media type, such as a stream sink has.
   *
   * @see https://learn.microsoft.com/windows/win32/api/mfidl/nf-mfidl-mfcreatesimpletypehandler
   */
  MFCreateSimpleTypeHandler(this: void): IMFMediaTypeHandler;

  /**
   * A COM pointer as a projected object. It takes over one reference, which `[Symbol.dispose]` gives back.
   *
   * @param pointer not null, and a pointer of that interface: the library cannot check that
   * @param name of the interface, or what `addInterface` has returned
   * @returns the object of JavaScript itself, for a pointer of `toPointer`, except to an IMFAsyncCallback
   * @throws TypeError for a null pointer, for what is no pointer, and for an unknown interface
   *
   * @example
   * using stream = mf.fromPointer(pointer, 'IMFByteStream');
   * const bytesRead = await fromBeginEnd(stream, 'Read')(new Uint8Array(1024), 1024);
   */
  fromPointer<Projected>(this: void, pointer: bigint, name: AddedInterface<string, Projected>): Projected;
  /** The same, for an interface of the table. */
  fromPointer<Name extends keyof Interfaces>(this: void, pointer: bigint, name: Name): Interfaces[Name];
  /**
   * An object of JavaScript as a COM object, whose methods run on this thread; what they throw becomes
   * `hresultOf(error)`. A projected object gives its own pointer. One reference goes to the caller: hand it over to native
   * code that keeps it, or give it back with `releasePointer`.
   *
   * QueryInterface answers to the interfaces that are named, to those of the table all of whose methods the object has, and to
   * their bases. By all of its pointers it is one object, with one IUnknown. As an IMFAsyncCallback it is another object, which
   * has no other interface.
   *
   * @param object with at least one method of each interface; a method that is missing is `E_NOTIMPL`
   * @param name of an interface, or the names of several: the pointer is that of the first
   * @throws TypeError where the object has no method of an interface, or is disposed of, for an unknown interface, for none, and
   *   for IMFAsyncCallback beside others; HResultError `E_INVALIDARG` for a native object that does not have an interface
   *
   * @example
   * const pointer = mf.toPointer({ ...toBeginEnd(source, 'read'), GetCapabilities: () => 1 }, 'IMFByteStream');
   *
   * @example
   * const source = mf.toPointer(new Camera(), ['IMFMediaSource', 'IMFGetService']);
   */
  toPointer(this: void, object: object, name: PointerName | readonly [PointerName, ...PointerName[]]): bigint;
  /** Gives back a reference that `toPointer` gave. Returns how many are left, as COM's Release does. */
  releasePointer(this: void, pointer: bigint): number;
  /**
   * Keeps what native code has lent to a method of yours: an argument is given back when the method has returned, when its
   * promise has settled, or, of a Begin, after its End. What was kept is to be disposed of. Anywhere else, the object is to be
   * disposed of once more; what a method returns is yours as before.
   *
   * @param value an object of native code, or a result; anything else is left as it is
   * @returns the value
   * @throws TypeError where the object has been disposed of, or given back
   *
   * @example
   * const sink = {
   *   ProcessSample: (sample) => void samples.push(mf.keep(sample)),
   * };
   */
  keep<T>(this: void, value: T): T;
  /**
   * A copy of native memory, such as `IMFMediaBuffer.Lock` gives a pointer to.
   *
   * @param pointer to at least `count` bytes: the library cannot check that
   * @param count in bytes
   * @throws TypeError for a null pointer and for what is no pointer, RangeError for a count that is no size
   */
  readMemory(this: void, pointer: bigint, count: number): Uint8Array<ArrayBuffer>;
  /**
   * Writes bytes to native memory, such as `IMFMediaBuffer.Lock` gives a pointer to.
   *
   * @param pointer to memory for all of the bytes: the library cannot check that
   * @throws TypeError for a null pointer, and for what is no pointer or no `Uint8Array`
   */
  writeMemory(this: void, pointer: bigint, bytes: Uint8Array): void;
  /**
   * Adds an interface to the table, by its facts: {@link InterfaceFacts} says how they read.
   *
   * @param name of the interface
   * @param added what earlier calls have returned, `{ IMFFirst }`, where the facts name those interfaces: for TypeScript alone
   * @returns the name. Where a name is expected, it tells TypeScript what methods an object of the interface has
   * @throws TypeError for a mistake in the declaration: it names the interface, the method and the parameter, and says what is
   * allowed there
   *
   * @example
   * const IMFSeekInfo = mf.addInterface('IMFSeekInfo', {
   *   iid: '26afea53-d9ed-42b5-ab80-e64f9ee34779',
   *   base: 'IUnknown',
   *   methods: {
   *     GetNearestKeyFrames: [
   *       'pguidTimeFormat: in guid',
   *       'pvarStartPosition: in propvariant',
   *       'pvarPreviousKeyFrame: out propvariant',
   *       'pvarNextKeyFrame: out propvariant',
   *     ],
   *   },
   * });
   * const { previousKeyFrame } = service.QueryInterface(IMFSeekInfo).GetNearestKeyFrames(null, 10_000_000n);
   */
  addInterface<const Name extends string, const Facts extends InterfaceFacts, Added extends AddedInterfaces = {}>(
    this: void,
    name: Name,
    facts: Facts,
    added?: Added,
  ): AddedInterface<Name, ProjectedInterface<Name, Facts, Added>>;
  /**
   * A function that this object lacks, by its parameters, which read as those of a method do: {@link InterfaceFacts}.
   *
   * @param dll that it is in: a file of the system folder. It is loaded at the first call
   * @param name of the function
   * @param parameters with `': waits'` among them, the function is called on another thread, and gives a promise
   * @param added what `addInterface` has returned, `{ IMFFirst }`, where the parameters name those interfaces: for TypeScript alone
   * @returns the function. At its first call it throws an Error where the DLL has no such function
   * @throws TypeError for a mistake in the declaration: it names the function and the parameter, and says what is allowed there
   *
   * @example
   * const MFCreateAlignedMemoryBuffer = mf.addFunction('mfplat.dll', 'MFCreateAlignedMemoryBuffer', [
   *   'cbMaxLength: in u32',
   *   'cbAligment: in u32',
   *   'ppBuffer: out IMFMediaBuffer',
   * ]);
   * using buffer = MFCreateAlignedMemoryBuffer(1024, 15);
   */
  addFunction<const Parameters extends readonly string[], Added extends AddedInterfaces = {}>(
    this: void,
    dll: string,
    name: string,
    parameters: Parameters,
    added?: Added,
  ): FunctionOf<Parameters, Added>;
}

/** An interface whose methods give promises, except those of IUnknown, `Begin…` and `End…`: they run on another thread. */
export type Waiting<Interface> = {
  [Method in keyof Interface]: Method extends keyof IUnknown | `Begin${string}` | `End${string}`
    ? Interface[Method]
    : Interface[Method] extends (...args: infer Args) => infer Result
      ? (...args: Args) => Promise<Result>
      : Interface[Method];
};
