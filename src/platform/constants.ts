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
/** The upper half of `MF_VERSION`. */
export const MF_SDK_VERSION = 0x0002;
/** The lower half of `MF_VERSION`. */
export const MF_API_VERSION = 0x0070;
/** A flag of `MFStartup`: everything, also the sockets library. */
export const MFSTARTUP_FULL = 0;
/** A flag of `MFStartup`: everything but the sockets library. */
export const MFSTARTUP_NOSOCKET = 1;
/** The same flag as `MFSTARTUP_NOSOCKET`. */
export const MFSTARTUP_LITE = 1;

// Ids of the system's queues.
/** The id of a queue of the system: none is chosen. */
export const MFASYNC_CALLBACK_QUEUE_UNDEFINED = 0;
/** The id of a queue of the system: the one of callbacks that say nothing else. */
export const MFASYNC_CALLBACK_QUEUE_STANDARD = 1;
/** The id of a queue of the system: for real-time work. */
export const MFASYNC_CALLBACK_QUEUE_RT = 2;
/** The id of a queue of the system: for input and output. */
export const MFASYNC_CALLBACK_QUEUE_IO = 3;
/** The id of a queue of the system: for scheduled items. */
export const MFASYNC_CALLBACK_QUEUE_TIMER = 4;
/** The id of a queue of the system: for items that may run at the same time. */
export const MFASYNC_CALLBACK_QUEUE_MULTITHREADED = 5;
/** The id of a queue of the system: for items that take long. */
export const MFASYNC_CALLBACK_QUEUE_LONG_FUNCTION = 7;
/** The id of an allocated queue has some of these bits. */
export const MFASYNC_CALLBACK_QUEUE_PRIVATE_MASK = 0xffff0000;
/** All queues, where a function takes them at once. */
export const MFASYNC_CALLBACK_QUEUE_ALL = 0xffffffff;

// Flags of `IMFAsyncCallback.GetParameters`, about `Invoke`.
/** A flag of `IMFAsyncCallback.GetParameters`: Invoke takes less than a millisecond. */
export const MFASYNC_FAST_IO_PROCESSING_CALLBACK = 0x1;
/** A flag of `IMFAsyncCallback.GetParameters`: Invoke only signals an event. */
export const MFASYNC_SIGNAL_CALLBACK = 0x2;
/** A flag of `IMFAsyncCallback.GetParameters`: Invoke may block. */
export const MFASYNC_BLOCKING_CALLBACK = 0x4;
/** On a serial queue: the next item waits until `MFInvokeCallback` is called with the result that Invoke was given. */
export const MFASYNC_REPLY_CALLBACK = 0x8;
/** A flag of `IMFAsyncCallback.GetParameters`: the callback of another process gets a proxy of its own. */
export const MFASYNC_LOCALIZE_REMOTE_CALLBACK = 0x10;

// The types of queue that `MFAllocateWorkQueueEx` makes.
/** A type of queue for `MFAllocateWorkQueueEx`: without a message loop. */
export const MF_STANDARD_WORKQUEUE = 0;
/** A type of queue for `MFAllocateWorkQueueEx`: with a message loop. */
export const MF_WINDOW_WORKQUEUE = 1;
/** A type of queue for `MFAllocateWorkQueueEx`: for items that may run at the same time. */
export const MF_MULTITHREADED_WORKQUEUE = 2;

// What a file is opened for.
/** A file is opened for reading. */
export const MF_ACCESSMODE_READ = 1;
/** A file is opened for writing. */
export const MF_ACCESSMODE_WRITE = 2;
/** A file is opened for reading and writing. */
export const MF_ACCESSMODE_READWRITE = 3;
// What happens where the file exists, or does not.
/** A file is opened, and has to exist. */
export const MF_OPENMODE_FAIL_IF_NOT_EXIST = 0;
/** A file is created, and must not exist. */
export const MF_OPENMODE_FAIL_IF_EXIST = 1;
/** A file is emptied where it exists, and created where it does not. */
export const MF_OPENMODE_RESET_IF_EXIST = 2;
/** A file is written at its end where it exists, and created where it does not. */
export const MF_OPENMODE_APPEND_IF_EXIST = 3;
/** A file is replaced where it exists, and created where it does not. */
export const MF_OPENMODE_DELETE_IF_EXIST = 4;
/** A flag of opening a file: none of the others. */
export const MF_FILEFLAGS_NONE = 0;
/** A flag of opening a file: without the cache of the system. */
export const MF_FILEFLAGS_NOBUFFERING = 1;
/** A flag of opening a file: others may write to it at the same time. */
export const MF_FILEFLAGS_ALLOW_WRITE_SHARING = 2;

/** The extended type of an event whose type says all. */
export const GUID_NULL = '00000000-0000-0000-0000-000000000000';
