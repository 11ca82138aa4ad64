// What the metadata does not say, or says wrongly: read by scripts/generate-interfaces.mjs.

/** The interfaces of the table that is always there: the 18 with Begin/End pairs, and what they need. */
export const wanted = `
IMFAsyncResult IMFAsyncCallback IMFMediaEvent IMFAttributes IMFMediaBuffer IMFSample IMFActivate IMFShutdown IMFGetService
IMFMediaEventGenerator IMFMediaEventQueue IMFByteStream IMFSampleOutputStream IMFSourceResolver IMFContentProtectionManager
IMFTimecodeTranslate IMFWorkQueueServices IMFWorkQueueServicesEx IMFNetCredentialManager IMFNetCredential
IMFSSLCertificateManager IMFSaveJob IMFSchemeHandler IMFByteStreamHandler IMFMediaSink IMFFinalizableMediaSink
IMFHttpDownloadRequest IMFRelativePanelWatcher IMFRelativePanelReport IMFMediaEngineExtension IMFMediaSource IMFMediaStream
IMFMediaType IMFMediaTypeHandler IMFStreamDescriptor IMFPresentationDescriptor IMFSourceReader IMFSourceReaderCallback IMFTimer
IMFStreamSink IMFClock IMFPresentationClock IMFPresentationTimeSource IMFClockStateSink IMFTopology IMFTopologyNode IMFCollection
IMFMediaSession IMFTransform IMFSinkWriter IMFSampleGrabberSinkCallback
`
  .trim()
  .split(/\s+/);

// From unknwn.h, objidl.h and propsys.h, in vtable order. `name: direction type`, as in the output.
export const supplement = {
  IUnknown: {
    iid: '00000000-0000-0000-c000-000000000046',
    base: null,
    methods: { QueryInterface: ['riid: in guid', 'ppvObject: out object(riid)'], AddRef: [], Release: [] },
  },
  ISequentialStream: {
    iid: '0c733a30-2a1c-11ce-ade5-00aa0044773d',
    base: 'IUnknown',
    methods: {
      Read: ['pv: out bytes(cb)', 'cb: in u32', 'pcbRead: out u32'],
      Write: ['pv: in bytes(cb)', 'cb: in u32', 'pcbWritten: out u32'],
    },
  },
  IStream: {
    iid: '0000000c-0000-0000-c000-000000000046',
    base: 'ISequentialStream',
    methods: {
      Seek: ['dlibMove: in i64', 'dwOrigin: in u32', 'plibNewPosition: out u64'],
      SetSize: ['libNewSize: in u64'],
      CopyTo: ['pstm: in IStream', 'cb: in u64', 'pcbRead: out u64', 'pcbWritten: out u64'],
      Commit: ['grfCommitFlags: in u32'],
      Revert: [],
      LockRegion: ['libOffset: in u64', 'cb: in u64', 'dwLockType: in u32'],
      UnlockRegion: ['libOffset: in u64', 'cb: in u64', 'dwLockType: in u32'],
      Stat: [
        'pstatstg: out {pwcsName: pointer, type: u32, cbSize: u64, mtime: u64, ctime: u64, atime: u64, grfMode: u32, ' +
          'grfLocksSupported: u32, clsid: guid, grfStateBits: u32, reserved: u32}',
        'grfStatFlag: in u32',
      ],
      Clone: ['ppstm: out IStream'],
    },
  },
  IPropertyStore: {
    iid: '886d8eeb-8cf2-4446-8d02-cdba1dbdcf99',
    base: 'IUnknown',
    methods: {
      GetCount: ['cProps: out u32'],
      GetAt: ['iProp: in u32', 'pkey: out {fmtid: guid, pid: u32}'],
      GetValue: ['key: in {fmtid: guid, pid: u32}', 'pv: out propvariant'],
      SetValue: ['key: in {fmtid: guid, pid: u32}', 'propvar: in propvariant'],
      Commit: [],
    },
  },
};

/** Where the metadata says less than the documentation, or something else: the whole line, and why. */
export const corrections = {
  // Null crashes native code, and compares with nothing.
  'IMFAttributes.Compare.pTheirs': 'pTheirs: in IMFAttributes',
  // The count of characters or bytes is an output like any other, which is left out where it is not wanted.
  'IMFAttributes.GetString.pcchLength': 'pcchLength: out? u32',
  'IMFAttributes.GetBlob.pcbBlobSize': 'pcbBlobSize: out? u32',
  // An attribute can hold a null pointer, and an event none: the metadata does not say so.
  'IMFAttributes.SetUnknown.pUnknown': 'pUnknown: in? IUnknown',
  'IMFMediaEventQueue.QueueEventParamUnk.pUnk': 'pUnk: in? IUnknown',
  // Native code checks it, and a fact of conformance says how: E_INVALIDARG.
  'IMFMediaEventGenerator.BeginGetEvent.pCallback': 'pCallback: in? IMFAsyncCallback',
  'IMFMediaEventQueue.BeginGetEvent.pCallback': 'pCallback: in? IMFAsyncCallback',
  // Null leaves the type to be negotiated, or takes the clock away: the metadata does not say so.
  'IMFMediaSink.AddStreamSink.pMediaType': 'pMediaType: in? IMFMediaType',
  'IMFMediaSink.SetPresentationClock.pPresentationClock': 'pPresentationClock: in? IMFPresentationClock',
  'IMFMediaStream.RequestSample.pToken': 'pToken: in? IUnknown',
  'IMFSourceResolver.CreateObjectFromByteStream.pwszURL': 'pwszURL: in? string',
  'IMFSourceResolver.BeginCreateObjectFromByteStream.pwszURL': 'pwszURL: in? string',
  'IMFByteStreamHandler.BeginCreateObject.pwszURL': 'pwszURL: in? string',
  // Null is documented, and clears or leaves out what the parameter sets: the metadata does not say so.
  'IMFTransform.SetInputType.pType': 'pType: in? IMFMediaType',
  'IMFTransform.SetOutputType.pType': 'pType: in? IMFMediaType',
  'IMFTopologyNode.SetObject.pObject': 'pObject: in? IUnknown',
  'IMFSinkWriter.PlaceMarker.pvContext': 'pvContext: in? pointer',
  'IMFTopoLoader.Load.pCurrentTopo': 'pCurrentTopo: in? IMFTopology',
  'IMFQualityManager.NotifyTopology.pTopology': 'pTopology: in? IMFTopology',
  'IMFQualityManager.NotifyPresentationClock.pClock': 'pClock: in? IMFPresentationClock',
  'IMFVideoSampleAllocatorCallback.SetCallback.pNotify': 'pNotify: in? IMFVideoSampleAllocatorNotify',
  'IMFASFContentInfo.GenerateHeader.pIHeader': 'pIHeader: in? IMFMediaBuffer',
  'IMFPMPHost.CreateObjectByCLSID.pStream': 'pStream: in? IStream',
  'IMFByteStreamProxyClassFactory.CreateByteStreamProxy.pAttributes': 'pAttributes: in? IMFAttributes',
  'MFCreatePMPMediaSession.pConfiguration': 'pConfiguration: in? IMFAttributes',
  'MFCreateAudioRenderer.pAudioAttributes': 'pAudioAttributes: in? IMFAttributes',
  'MFCreateSequencerSource.pReserved': 'pReserved: in? IUnknown',
  // Its size is in another parameter: the metadata does not say which.
  'IMFASFStreamConfig.GetPayloadExtension.pbExtensionSystemInfo':
    'pbExtensionSystemInfo: out? bytes(pcbExtensionSystemInfo)',
  'IMFASFIndexer.GetIndexStatus.pbIndexDescriptor': 'pbIndexDescriptor: out? bytes(pcbIndexDescriptor)',
  'IMFASFIndexer.SetIndexStatus.pbIndexDescriptor': 'pbIndexDescriptor: in bytes(cbIndexDescriptor)',
  'IMFASFIndexer.SetIndexByteStreams.ppIByteStreams': 'ppIByteStreams: in IMFByteStream[cByteStreams]',
  'IMFASFSplitter.SelectStreams.pwStreamNumbers': 'pwStreamNumbers: in u16[wNumStreams]',
  'IMFASFSplitter.GetSelectedStreams.pwStreamNumbers': 'pwStreamNumbers: out u16[pwNumStreams]',
  'IMFASFMutualExclusion.GetStreamsForRecord.pwStreamNumArray': 'pwStreamNumArray: out u16[pcStreams]',
  'IMFSampleProtection.InitOutputProtection.pbCert': 'pbCert: in bytes(cbCert)',
  'IMFSampleProtection.InitInputProtection.pbSeed': 'pbSeed: in bytes(cbSeed)',
  'IMFTransform.AddInputStreams.adwStreamIDs': 'adwStreamIDs: in u32[cStreams]',
  // A structure that ends with an array, of one element or more: the metadata does not say of how many.
  'MFInitVideoFormat.pVideoFormat': 'pVideoFormat: out bytes(176)',
  'MFInitVideoFormat_RGB.pVideoFormat': 'pVideoFormat: out bytes(176)',
  'MFConvertColorInfoFromDXVA.pToFormat': 'pToFormat: out bytes(176)',
  'MFConvertColorInfoToDXVA.pFromFormat': 'pFromFormat: in bytes(176)',
  'MFGetUncompressedVideoFormat.pVideoFormat': 'pVideoFormat: in bytes(176)',
  'MFCreateVideoMediaType.pVideoFormat': 'pVideoFormat: in bytes(176)',
  // One number, which goes in by reference.
  'IMFCapturePreviewSink.UpdateVideo.pBorderClr': 'pBorderClr: in? bytes(4)',
  'IMFSourceBuffer.AppendByteStream.pMaxLen': 'pMaxLen: in? bytes(8)',
  // An array, of which the metadata says that it is one number, one structure, or anything.
  'IMFDeviceTransform.GetStreamIDs.pdwInputStreamIds': 'pdwInputStreamIds: out u32[dwInputIDArraySize]',
  'IMFDeviceTransform.GetStreamIDs.pdwOutputStreamIds': 'pdwOutputStreamIds: out u32[dwOutputIDArraySize]',
  'IMFDeviceTransform.ProcessOutput.pOutputSample':
    'pOutputSample: inout {dwStreamID: u32, pSample: pointer, dwStatus: u32, pEvents: pointer}[cOutputBufferCount]',
  // Its last field is a union, of which one member is as wide as the largest.
  'IMFTopologyNodeAttributeEditor.UpdateNodeAttributes.pUpdates':
    'pUpdates: in {NodeId: u64, guidAttributeKey: guid, attrType: i32, u64: u64}[cUpdates]',
  // An array of as many elements as another method tells: a file of ASF has 127 streams at most.
  'IMFASFStreamSelector.GetOutputStreamNumbers.rgwStreamNumbers': 'rgwStreamNumbers: out bytes(254)',
  'IMFASFStreamSelector.GetBandwidthStep.rgwStreamNumbers': 'rgwStreamNumbers: out bytes(254)',
  'IMFASFStreamSelector.GetBandwidthStep.rgSelections': 'rgSelections: out bytes(508)',
  // Samples for each of the channels: the product of two parameters, which no line can say.
  'IAudioSourceProvider.ProvideInput.pInterleavedAudioData': 'pInterleavedAudioData: in? pointer',
  // What they hand out, of which the metadata says that it goes in.
  'MFCreateNetSchemePlugin.ppvHandler': 'ppvHandler: out object(riid)',
  'MFCreateAMMediaTypeFromMFMediaType.ppAMType': 'ppAMType: out pointer',
  // An array that it allocates by CoTaskMemAlloc, for the caller to free: the metadata does not say so.
  'MFEnumDeviceSources.pppSourceActivate': 'pppSourceActivate: out IMFActivate[pcSourceActivate]',
  'MFTEnum.ppclsidMFT': 'ppclsidMFT: out guid[pcMFTs]',
  'MFTEnumEx.pppMFTActivate': 'pppMFTActivate: out IMFActivate[pnumMFTActivate]',
  'MFTEnum2.pppMFTActivate': 'pppMFTActivate: out IMFActivate[pnumMFTActivate]',
  'MFTGetInfo.ppInputTypes': 'ppInputTypes: out? {guidMajorType: guid, guidSubtype: guid}[pcInputTypes]',
  'MFTGetInfo.ppOutputTypes': 'ppOutputTypes: out? {guidMajorType: guid, guidSubtype: guid}[pcOutputTypes]',
  'MFSerializePresentationDescriptor.ppbData': 'ppbData: out blob(pcbData)',
  'MFCreateWaveFormatExFromMFMediaType.ppWF': 'ppWF: out blob(pcbSize)',
  'MFCreateMFVideoFormatFromMFMediaType.ppMFVF': 'ppMFVF: out blob(pcbSize)',
  // Its array cannot be read without it.
  'MFCreateWaveFormatExFromMFMediaType.pcbSize': 'pcbSize: out u32',
  'MFCreateMFVideoFormatFromMFMediaType.pcbSize': 'pcbSize: out u32',
  // It says how many there are; the metadata has it as an input, too.
  'IMFVideoProcessor.GetAvailableVideoProcessorModes.lpdwNumProcessingModes': 'lpdwNumProcessingModes: out u32',
  'IMFVideoProcessor.GetAvailableVideoProcessorModes.ppVideoProcessingModes':
    'ppVideoProcessingModes: out guid[lpdwNumProcessingModes]',
  // Memory of the caller's, with room for as many pointers as it says; not an array that the method allocates.
  'IMFTopologyServiceLookup.LookupService.ppvObjects': 'ppvObjects: out pointer[pnObjects]',
  // What follows the header depends on the event: the pointer is all that serves.
  'IMFPMediaPlayerCallback.OnMediaPlayerEvent.pEventHeader': 'pEventHeader: in pointer',
  // Reserved, and to be null.
  'IMFSourceReader.SetCurrentMediaType.pdwReserved': 'pdwReserved: in? pointer',
};
/** Where the metadata has a wrong direction: the right one, and why. */
export const directions = {
  // Its first field is its size, which the caller gives.
  'IMFSinkWriter.GetStatistics.pStats': 'inout',
  // It is written, never read: `rate` comes out.
  'IMFRateControl.GetRate.pfThin': 'out',
  'IMFRateControl.GetRate.pflRate': 'out',
  'IMFHDCPStatus.Query.pStatus': 'out',
  'IMFHDCPStatus.Query.pfStatus': 'out',
  'IMFContentEnabler.GetEnableURL.pTrustStatus': 'out',
  'IMFVideoDisplayControl.GetNativeVideoSize.pszVideo': 'out',
  'IMFVideoDisplayControl.GetNativeVideoSize.pszARVideo': 'out',
  'IMFVideoDisplayControl.GetIdealVideoSize.pszMin': 'out',
  'IMFVideoDisplayControl.GetIdealVideoSize.pszMax': 'out',
};
/** The DLLs whose functions are in the table. */
export const dlls = ['mfplat.dll', 'mf.dll', 'mfreadwrite.dll'];
/** The interfaces of other parts of Windows that are in no table, and why: only pointers serve for them. */
export const leftOutInterfaces = {
  ID3D12CommandQueue: 'Direct3D: its methods return structures, which a call here cannot',
  ID3D12Device: 'the same',
};
/** The functions that are in no table, and why. */
export const leftOutFunctions = {
  MFStartup: 'written by hand: mediaFoundationFunctions.ts counts the calls',
  MFShutdown: 'the same',
  MFCreateAsyncResult: 'written by hand: results keep values of JavaScript',
  MFAddPeriodicCallback: 'written by hand: it takes a plain function',
  MFCopyImage: 'no parameter says how large its memory is, which it would overrun',
  MFHeapAlloc: 'JavaScript never sees native memory',
  MFHeapFree: 'the same',
};
/** The same as corrections, for parameters of a name in every method. */
export const correctionsByName = {
  // The contract: an operation need not have a state.
  punkState: 'punkState: in? IUnknown',
  pState: 'pState: in? IUnknown',
  pUnkState: 'pUnkState: in? IUnknown',
  // A resolver or a handler can go without properties: the metadata does not say so.
  pProps: 'pProps: in? IPropertyStore',
  // Reserved, and to be null.
  pvReserved: 'pvReserved: in? pointer',
};
