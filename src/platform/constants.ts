/** The constants of Media Foundation's asynchronous platform, by their names in mfapi.h and mfobjects.h. */

export {
  MFBYTESTREAM_DOES_NOT_USE_NETWORK,
  MFBYTESTREAM_HAS_SLOW_SEEK,
  MFBYTESTREAM_IS_DIRECTORY,
  MFBYTESTREAM_IS_PARTIALLY_DOWNLOADED,
  MFBYTESTREAM_IS_READABLE,
  MFBYTESTREAM_IS_REMOTE,
  MFBYTESTREAM_IS_SEEKABLE,
  MFBYTESTREAM_IS_WRITABLE,
  MFBYTESTREAM_SEEK_FLAG_CANCEL_PENDING_IO,
  MFBYTESTREAM_SHARE_WRITE,
  msoBegin,
  msoCurrent,
} from '../contract/IMFByteStream.js';
export { MF_EVENT_FLAG_NO_WAIT } from '../contract/IMFMediaEventGenerator.js';

/** The version that `MFStartup` is called with. */
export const MF_VERSION = 0x00020070;
export const MF_SDK_VERSION = 0x0002;
export const MF_API_VERSION = 0x0070;
export const MFSTARTUP_FULL = 0;
export const MFSTARTUP_NOSOCKET = 1;
export const MFSTARTUP_LITE = 1;

/** Ids of the system's queues. */
export const MFASYNC_CALLBACK_QUEUE_UNDEFINED = 0;
export const MFASYNC_CALLBACK_QUEUE_STANDARD = 1;
export const MFASYNC_CALLBACK_QUEUE_RT = 2;
export const MFASYNC_CALLBACK_QUEUE_IO = 3;
export const MFASYNC_CALLBACK_QUEUE_TIMER = 4;
export const MFASYNC_CALLBACK_QUEUE_MULTITHREADED = 5;
export const MFASYNC_CALLBACK_QUEUE_LONG_FUNCTION = 7;
/** The id of an allocated queue has some of these bits. */
export const MFASYNC_CALLBACK_QUEUE_PRIVATE_MASK = 0xffff0000;
export const MFASYNC_CALLBACK_QUEUE_ALL = 0xffffffff;

/** Flags of `IMFAsyncCallback.GetParameters`, about `Invoke`. */
export const MFASYNC_FAST_IO_PROCESSING_CALLBACK = 0x1;
export const MFASYNC_SIGNAL_CALLBACK = 0x2;
export const MFASYNC_BLOCKING_CALLBACK = 0x4;
/** On a serial queue: the next item waits until `MFInvokeCallback` is called with the result that Invoke was given. */
export const MFASYNC_REPLY_CALLBACK = 0x8;
export const MFASYNC_LOCALIZE_REMOTE_CALLBACK = 0x10;

/** The types of queue that `MFAllocateWorkQueueEx` makes. */
export const MF_STANDARD_WORKQUEUE = 0;
export const MF_WINDOW_WORKQUEUE = 1;
export const MF_MULTITHREADED_WORKQUEUE = 2;

/** What a file is opened for. */
export const MF_ACCESSMODE_READ = 1;
export const MF_ACCESSMODE_WRITE = 2;
export const MF_ACCESSMODE_READWRITE = 3;
/** What happens where the file exists, or does not. */
export const MF_OPENMODE_FAIL_IF_NOT_EXIST = 0;
export const MF_OPENMODE_FAIL_IF_EXIST = 1;
export const MF_OPENMODE_RESET_IF_EXIST = 2;
export const MF_OPENMODE_APPEND_IF_EXIST = 3;
export const MF_OPENMODE_DELETE_IF_EXIST = 4;
export const MF_FILEFLAGS_NONE = 0;
export const MF_FILEFLAGS_NOBUFFERING = 1;
export const MF_FILEFLAGS_ALLOW_WRITE_SHARING = 2;

/** The extended type of an event whose type says all. */
export const GUID_NULL = '00000000-0000-0000-0000-000000000000';
