// @ts-nocheck: plain JavaScript, as short as it can be.
// Adds what the table lacks: the interface that sets the speed of a clock, and the functions that make the clock and its time source.
// A sink of JavaScript hears of the new speed.
import assert from 'node:assert/strict';
import { MF_VERSION, openMediaFoundation } from 'begin-end/media-foundation';

const mf = openMediaFoundation();
mf.MFStartup(MF_VERSION);

// From mfidl.h: the IID, the base, and the methods in the order of the header, as it is that of the vtable.
const IMFRateControl = mf.addInterface('IMFRateControl', {
  iid: '88ddcd21-03c3-4275-91ed-55ee3929328f',
  base: 'IUnknown',
  methods: {
    SetRate: ['fThin: in bool', 'flRate: in f32'],
    GetRate: ['pfThin: out? bool', 'pflRate: out f32'],
  },
});
const MFCreatePresentationClock = mf.addFunction('mf.dll', 'MFCreatePresentationClock', [
  'ppPresentationClock: out IMFPresentationClock',
]);
const MFCreateSystemTimeSource = mf.addFunction('mfplat.dll', 'MFCreateSystemTimeSource', [
  'ppSystemTimeSource: out IMFPresentationTimeSource',
]);

const clock = MFCreatePresentationClock();
const timeSource = MFCreateSystemTimeSource();
clock.SetTimeSource(timeSource);
const ignored = () => {};
const heard = new Promise((resolve) => {
  clock.AddClockStateSink({
    OnClockStart: ignored,
    OnClockStop: ignored,
    OnClockPause: ignored,
    OnClockRestart: ignored,
    OnClockSetRate: (_systemTime, rate) => resolve(rate),
  });
});

// What native code will call some time does not keep the process alive.
const alive = setInterval(() => {}, 1000);
const control = clock.QueryInterface(IMFRateControl);
control.SetRate(false, 0.5);
const { thin, rate } = control.GetRate();
assert.equal(thin, false);
assert.equal(control.GetRate(null), rate); // without the output that is not needed
assert.equal(await heard, rate);
console.log('the clock runs at', rate, 'and the sink has heard of that');
// A mistake is said before any call.
assert.throws(() => mf.addFunction('mf.dll', 'MFCreateTopoLoader', ['ppObj: out TopoLoader']), /ppObj/);
for (const one of [control, timeSource, clock]) one[Symbol.dispose]();
clearInterval(alive);
mf.MFShutdown();
console.log('Done.');
