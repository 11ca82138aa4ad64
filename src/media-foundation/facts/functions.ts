/** The facts about functions of Media Foundation: parameters read `name: direction type`, as those of interfaces do. */
export const functionTable = {
  'mfplat.dll': {
    MFLockPlatform: [],
    MFUnlockPlatform: [],
    MFPutWorkItem: ['dwQueue: in u32', 'pCallback: in IMFAsyncCallback', 'pState: in? IUnknown'],
    MFPutWorkItem2: ['dwQueue: in u32', 'Priority: in i32', 'pCallback: in IMFAsyncCallback', 'pState: in? IUnknown'],
    MFPutWorkItemEx: ['dwQueue: in u32', 'pResult: in IMFAsyncResult'],
    MFPutWorkItemEx2: ['dwQueue: in u32', 'Priority: in i32', 'pResult: in IMFAsyncResult'],
    MFInvokeCallback: ['pAsyncResult: in IMFAsyncResult'],
    MFScheduleWorkItem: ['pCallback: in IMFAsyncCallback', 'pState: in? IUnknown', 'Timeout: in i64', 'pKey: out u64'],
    MFScheduleWorkItemEx: ['pResult: in IMFAsyncResult', 'Timeout: in i64', 'pKey: out u64'],
    MFPutWaitingWorkItem: ['hEvent: in u64', 'Priority: in i32', 'pResult: in IMFAsyncResult', 'pKey: out u64'],
    MFCancelWorkItem: ['Key: in u64'],
    MFAllocateWorkQueue: ['pdwWorkQueue: out u32'],
    MFAllocateWorkQueueEx: ['WorkQueueType: in i32', 'pdwWorkQueue: out u32'],
    MFAllocateSerialWorkQueue: ['dwWorkQueue: in u32', 'pdwWorkQueue: out u32'],
    MFLockWorkQueue: ['dwWorkQueue: in u32'],
    MFUnlockWorkQueue: ['dwWorkQueue: in u32'],
    MFRemovePeriodicCallback: ['dwKey: in u32'],
    MFCreateEventQueue: ['ppMediaEventQueue: out IMFMediaEventQueue'],
    MFCreateMediaEvent: [
      'met: in u32',
      'guidExtendedType: in guid',
      'hrStatus: in hresult',
      'pvValue: in propvariant',
      'ppEvent: out IMFMediaEvent',
    ],
    MFCreateFile: [
      'AccessMode: in i32',
      'OpenMode: in i32',
      'fFlags: in i32',
      'pwszFileURL: in string',
      'ppIByteStream: out IMFByteStream',
    ],
    MFBeginCreateFile: [
      'AccessMode: in i32',
      'OpenMode: in i32',
      'fFlags: in i32',
      'pwszFilePath: in string',
      'pCallback: in IMFAsyncCallback',
      'pState: in? IUnknown',
      'ppCancelCookie: out IUnknown',
    ],
    MFEndCreateFile: ['pResult: in IMFAsyncResult', 'ppFile: out IMFByteStream'],
    MFCancelCreateFile: ['pCancelCookie: in IUnknown'],
    MFCreateSourceResolver: ['ppISourceResolver: out IMFSourceResolver'],
    MFCreateMFByteStreamOnStream: ['pStream: in IStream', 'ppByteStream: out IMFByteStreamOnStream'],
    MFCreateMFByteStreamOnStreamEx: ['punkStream: in IUnknown', 'ppByteStream: out IMFByteStreamOnStream'],
    MFCreateMFByteStreamWrapper: ['pStream: in IMFByteStream', 'ppStreamWrapper: out IMFByteStream'],
    MFRegisterLocalSchemeHandler: ['szScheme: in string', 'pActivate: in IMFActivate'],
    MFRegisterLocalByteStreamHandler: [
      'szFileExtension: in? string',
      'szMimeType: in? string',
      'pActivate: in IMFActivate',
    ],
    MFCreateAttributes: ['ppMFAttributes: out IMFAttributes', 'cInitialSize: in u32'],
    MFCreateMediaType: ['ppMFType: out IMFMediaType'],
    MFCreateStreamDescriptor: [
      'dwStreamIdentifier: in u32',
      'cMediaTypes: in u32',
      'apMediaTypes: in IMFMediaType[cMediaTypes]',
      'ppDescriptor: out IMFStreamDescriptor',
    ],
    MFCreatePresentationDescriptor: [
      'cStreamDescriptors: in u32',
      'apStreamDescriptors: in IMFStreamDescriptor[cStreamDescriptors]',
      'ppPresentationDescriptor: out IMFPresentationDescriptor',
    ],
    MFCreateSample: ['ppIMFSample: out IMFSample'],
    MFCreateMemoryBuffer: ['cbMaxLength: in u32', 'ppBuffer: out IMFMediaBuffer'],
  },
  'mf.dll': {
    MFCreateMediaSession: ['pConfiguration: in? IMFAttributes', 'ppMediaSession: out IMFMediaSession'],
    MFCreateTopology: ['ppTopo: out IMFTopology'],
    MFCreateTopologyNode: ['NodeType: in i32', 'ppNode: out IMFTopologyNode'],
    MFCreateSampleGrabberSinkActivate: [
      'pIMFMediaType: in IMFMediaType',
      'pIMFSampleGrabberSinkCallback: in IMFSampleGrabberSinkCallback',
      'ppIActivate: out IMFActivate',
    ],
    MFCreateSimpleTypeHandler: ['ppHandler: out IMFMediaTypeHandler'],
  },
  // They ask a source or a sink, which may be JavaScript's.
  'mfreadwrite.dll': {
    MFCreateSourceReaderFromByteStream: [
      'pByteStream: in IMFByteStream',
      'pAttributes: in? IMFAttributes',
      'ppSourceReader: out IMFSourceReader',
      ': waits',
    ],
    MFCreateSourceReaderFromMediaSource: [
      'pMediaSource: in IMFMediaSource',
      'pAttributes: in? IMFAttributes',
      'ppSourceReader: out IMFSourceReader',
      ': waits',
    ],
    MFCreateSinkWriterFromMediaSink: [
      'pMediaSink: in IMFMediaSink',
      'pAttributes: in? IMFAttributes',
      'ppSinkWriter: out IMFSinkWriter',
      ': waits',
    ],
  },
} as const;

/**
 * The byte stream of MFCreateMFByteStreamOnStream, or of its Ex, and a wrapper of one: an IMFByteStream whose methods may wait for
 * JavaScript. Its lock is held while a work-queue thread reads its stream, which may be JavaScript's.
 */
export const streamOnStream = {
  name: 'IMFByteStreamOnStream',
  facts: { iid: 'ad4c1b00-4bf7-422f-9175-756693d9130d', base: 'IMFByteStream', methods: {}, releaseWaits: true },
} as const;

export type TableFunctions = Record<string, (...args: unknown[]) => unknown>;
