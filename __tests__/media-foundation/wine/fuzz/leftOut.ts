import { expectedFailures, type ExpectedFailure } from '../expectedFailures.mjs';

/** What would end the fuzzer itself, and why. */
const ours: Readonly<Record<string, string>> = {
  LockStore: 'JavaScript holds the lock until UnlockStore: work-queue threads that want it wait until then',
  MFLockPlatform: 'the process would never end',
  MFUnlockPlatform: 'it ends the platform, under the calls that follow',
  MFAllocateWorkQueue: 'there are only so many, and each is a thread',
  MFAllocateWorkQueueEx: 'there are only so many, and each is a thread',
  MFAllocateSerialWorkQueue: 'there are only so many',
  MFLockWorkQueue: 'what it locks, only MFUnlockWorkQueue unlocks',
  MFRegisterLocalSchemeHandler: 'it is for ever, and would answer in other episodes',
  MFRegisterLocalByteStreamHandler: 'it is for ever, and would answer in other episodes',
};

/** Whether the fuzzer leaves out a method, by the name of the method alone or behind that of its interface. */
export const isLeftOut = (name: string): boolean =>
  name in ours || expectedFailures.some((one) => one.with === undefined && one.calls?.includes(name));

/** What native code does as it is told, and the machine does not bear. */
const tooMuch: readonly ExpectedFailure[] = [
  {
    calls: ['IMFCollection.InsertElementAt'],
    with: '2 ** 31 - 1',
    reason: 'it writes 16 GiB of pointers that are null',
  },
];

/** Whether Wine, or the machine, does not survive a method with an argument. */
export const isLeftOutWith = (name: string, argument: string): boolean =>
  [...expectedFailures, ...tooMuch].some(
    (one) => one.with !== undefined && argument.startsWith(one.with) && one.calls?.includes(name),
  );
