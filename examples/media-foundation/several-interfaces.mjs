// @ts-nocheck: plain JavaScript, as short as it can be.
// An object of JavaScript with two interfaces: a time source for a presentation clock, such as an audio device or a film that
// is played frame by frame. The clock asks it for the time by one interface, and starts it by the other.
import assert from 'node:assert/strict';
import { MF_VERSION, openMediaFoundation } from 'begin-end/media-foundation';

const mf = openMediaFoundation();
mf.MFStartup(MF_VERSION);

const second = 10_000_000n; // in units of 100 ns
let now = 0n;
let isRunning = false;

const timeSource = {
  // IMFPresentationTimeSource, of which these are enough for a clock
  GetClockCharacteristics: () => 0x2, // MFCLOCK_CHARACTERISTICS_FLAG_FREQUENCY_10MHZ
  GetCorrelatedTime: () => ({ clockTime: now, systemTime: now }),
  // IMFClockStateSink
  OnClockStart(_systemTime, offset) {
    console.log('started at', offset);
    now = offset;
    isRunning = true;
  },
  OnClockPause() {},
  OnClockRestart() {},
  OnClockSetRate() {},
  OnClockStop() {
    console.log('stopped');
    isRunning = false;
  },
};

// One COM object with two vtables: QueryInterface finds each of them by the other, and IUnknown is the same by both.
const pointer = mf.toPointer(timeSource, ['IMFPresentationTimeSource', 'IMFClockStateSink']);
const session = mf.MFCreateMediaSession(null);
const clock = (await session.GetClock()).QueryInterface('IMFPresentationClock');
clock.SetTimeSource(pointer);
mf.releasePointer(pointer); // the clock has a reference of its own
assert.equal(clock.GetTimeSource(), timeSource, 'it comes back as itself');

clock.Start(3n * second);
assert.ok(isRunning);
now += second;
assert.equal(clock.GetTime(), 4n * second);
console.log('a second later it is', clock.GetTime());
clock.Stop();
assert.ok(!isRunning);
await session.Shutdown();
console.log('Done.');
process.exit(0);
