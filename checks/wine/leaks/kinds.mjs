// The operations of operations.c and operations.mjs.
/**
 * What is done from JavaScript, and, where it is another one, the kind that C does.
 *
 * @type {readonly (readonly [name: string, what: string, base?: string])[]}
 */
export const kinds = [
  ['reads', 'BeginRead/EndRead of a native file'],
  ['decorated', 'the same, through two streams of JavaScript that hand it on; C: through two of mfplat.dll'],
  ['served', 'BeginRead/EndRead of a stream that is served, through a native one'],
  ['items', 'MFPutWorkItem'],
  ['scheduled', 'MFScheduleWorkItem'],
  ['cancelled', 'MFScheduleWorkItem and MFCancelWorkItem'],
  ['waiting', 'MFPutWaitingWorkItem'],
  ['events', 'BeginGetEvent/EndGetEvent of a native queue'],
  ['samples', 'a sample with a buffer'],
  ['reader', 'ReadSample of a native source'],
  ['source', 'ReadSample of a media source of JavaScript; C: one event', 'events'],
  ['urls', 'CreateObjectFromURL, whose scheme handler is served'],
];
