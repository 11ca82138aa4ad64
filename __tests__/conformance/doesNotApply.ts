import type { Exemption } from './suite.js';

/** The facts that no program can say through `MediaPlatform`, and why. */
export const doesNotApply: Exemption[] = [
  {
    facts: [1, 7, 9, 14, 16, 163],
    reason: 'They are about the pointer for the out parameter. In the projection it is the return value.',
  },
  {
    facts: [3, 5, 6, 18],
    reason: 'They read fields of the struct MFASYNCRESULT, which the projection does not have.',
  },
  {
    facts: [22, 27, 93, 95, 103, 104, 131, 132],
    reason: 'They count references. JavaScript has a garbage collector.',
  },
  {
    facts: [23, 24, 26],
    reason: 'They are about the event handle in MFASYNCRESULT, which the projection does not have.',
  },
  {
    facts: [33],
    reason: 'The Rtwq functions are another DLL; MediaPlatform has the MF functions.',
  },
  {
    facts: [39, 47, 50],
    reason:
      'They tell a result that was released from one that was not: the first is kept for reuse, the second keeps its ' +
      'lock. JavaScript does not say when an object is released.',
  },
  {
    facts: [53, 54, 55, 56, 57, 58],
    reason: 'They are about COM apartments of threads. An event loop has one thread and no apartment.',
  },
  {
    facts: [60],
    reason: 'It accepts what Windows 7 did; later versions have the queue type MULTITHREADED, as fact 59 says.',
  },
  {
    facts: [74, 75, 76, 77, 78],
    reason: 'MFLockSharedWorkQueue raises the priority of threads (MMCSS); it is not in MediaPlatform.',
  },
  {
    facts: [100],
    reason: 'MFGetTimerPeriodicity is not in MediaPlatform; the period is 10 ms all the same.',
  },
  {
    facts: [135, 136, 137, 138, 139, 140, 141, 142, 143, 144, 145, 146],
    reason: 'They are about IMFMediaSession, which MediaPlatform does not hand out. Its event rules are 105 to 134.',
  },
  {
    facts: [147, 148, 149, 150, 151, 152],
    reason: 'They are about IMFTimer of the presentation clock, which MediaPlatform does not hand out.',
  },
  {
    facts: [159],
    reason:
      'It needs a stream whose read blocks a thread (MFCreateMFByteStreamOnStream), which MediaPlatform cannot open.',
  },
  {
    facts: [164, 165, 166, 167, 169, 170, 171, 173],
    reason: 'They are about the source resolver and scheme handlers, which MediaPlatform does not hand out.',
  },
  {
    facts: [172, 174, 175, 176],
    reason:
      'They are about media sources, HTTP streams, sink writers and media engine extensions, which MediaPlatform does ' +
      'not hand out.',
  },
];
