// Objects of JavaScript with several interfaces. A worker plays the native code: to its Media Foundation the objects of this
// thread are like any others.
import assert from 'node:assert/strict';
import { isMainThread, workerData } from 'node:worker_threads';
import { E_INVALIDARG } from 'begin-end';
import { E_NOINTERFACE } from 'begin-end/hresults';
import { MF_VERSION, openMediaFoundation, type Interfaces, type MediaFoundation } from 'begin-end/media-foundation';
import { answer, askWorker, run, test } from './harness.js';

type Name = Exclude<keyof Interfaces, 'IMFAsyncCallback' | 'IMFAsyncResult'>;
interface Asked {
  readonly pointers: readonly (readonly [bigint, Name])[];
  readonly wanted: readonly Name[];
}
/** What native code gets by one pointer: that of IUnknown, and those of the interfaces that are wanted, or an HRESULT. */
interface Answer {
  readonly unknown: bigint;
  readonly found: readonly (bigint | number)[];
}

/** What the object has by each of the pointers, which are given back. */
async function ask(pointers: Asked['pointers'], wanted: readonly Name[]): Promise<Answer[]> {
  const asked: Asked = { pointers, wanted };
  return askWorker(asked);
}

/** In the worker. */
function answerHere({ pointers, wanted }: Asked): void {
  const mf = openMediaFoundation();
  mf.MFStartup(MF_VERSION);
  const pointerOf = (object: Disposable, name: Name): bigint => {
    const pointer = mf.toPointer(object, name);
    mf.releasePointer(pointer);
    object[Symbol.dispose]();
    return pointer;
  };
  const answers = pointers.map(([pointer, name]): Answer => {
    using object = mf.fromPointer(pointer, name);
    const found = wanted.map((one) => {
      try {
        return pointerOf(object.QueryInterface(one), one);
      } catch (error) {
        return (error as { hresult: number }).hresult;
      }
    });
    return { unknown: pointerOf(object.QueryInterface('IUnknown'), 'IUnknown'), found };
  });
  mf.MFShutdown();
  answer(answers);
}

/** A media source with a service, and with methods of its own that no interface has. */
const newSource = () => ({
  GetCharacteristics: () => 0,
  Start: () => {},
  GetService: () => null,
  mine: () => 1,
});
const clockSink = {
  OnClockStart: () => {},
  OnClockStop: () => {},
  OnClockPause: () => {},
  OnClockRestart: () => {},
  OnClockSetRate: () => {},
};

function main(): void {
  test('an object with several interfaces answers to all of them, whichever pointer is asked', async (mf) => {
    const source = newSource();
    const first = mf.toPointer(source, ['IMFMediaSource', 'IMFGetService']);
    const second = mf.toPointer(source, 'IMFGetService');
    assert.notEqual(first, second);
    const wanted = ['IMFMediaSource', 'IMFMediaEventGenerator', 'IMFGetService', 'IMFAttributes'] as const;
    const both = [
      [first, 'IMFMediaSource'],
      [second, 'IMFGetService'],
    ] as const;
    const [byFirst, bySecond] = await ask(both, wanted);
    assert.deepEqual(byFirst!.found, [first, first, second, E_NOINTERFACE]);
    assert.deepEqual(bySecond, byFirst);
  });

  test('a pointer that is given away later is of the same identity as earlier ones', async (mf) => {
    const source = newSource();
    const state = mf.MFCreateAsyncResult(source, null, null);
    const first = mf.toPointer(source, 'IMFMediaSource');
    const second = mf.toPointer(source, 'IMFGetService');
    const both = [
      [first, 'IMFMediaSource'],
      [second, 'IMFGetService'],
    ] as const;
    const [byFirst, bySecond] = await ask(both, []);
    assert.equal(byFirst!.unknown, bySecond!.unknown);
    assert.equal(state.GetObject(), source);
    assert.equal(mf.releasePointer(mf.toPointer(source, 'IUnknown')), 1, 'the reference of the result is left');
  });

  test('QueryInterface answers to whatever of the table the object has the methods of', async (mf) => {
    const object = { ...newSource(), ...clockSink };
    const pointer = mf.toPointer(object, 'IMFMediaSource');
    const wanted = ['IMFClockStateSink', 'IMFGetService', 'IMFMediaSink'] as const;
    const [{ found }] = (await ask([[pointer, 'IMFMediaSource']], wanted)) as [Answer];
    assert.equal(typeof found[0], 'bigint');
    assert.equal(typeof found[1], 'bigint');
    assert.equal(found[2], E_NOINTERFACE);
  });

  test('an object that has died and is given away anew is one object again', (mf) => {
    const source = newSource();
    const names = ['IMFMediaSource', 'IMFGetService'] as const;
    for (let i = 0; i < 3; i += 1) {
      const pointer = mf.toPointer(source, names);
      assert.equal(mf.fromPointer(pointer, 'IMFMediaSource'), source);
      const again = mf.toPointer(source, 'IMFGetService');
      assert.equal(mf.releasePointer(again), 0);
    }
  });

  for (const name of ['IMFAsyncCallback', 'IMFAsyncResult'] as const) {
    test(`an ${name} is an object of its own, and is given away with no other interface`, (mf) => {
      const result = { GetStatus: () => 0, GetStateNoAddRef: () => null };
      const object = { ...newSource(), ...result, Invoke() {} };
      for (const names of [
        ['IMFMediaSource', name],
        [name, 'IMFMediaSource'],
      ] as const) {
        assert.throws(() => mf.toPointer(object, names), {
          name: 'TypeError',
          message: `toPointer: an ${name} is an object of its own, and can have no other interface`,
        });
      }
      assert.equal(mf.releasePointer(mf.toPointer(object, name)), 0, 'nothing else holds it');
    });
  }

  test('names that are wrong are refused before anything is given away', (mf: MediaFoundation) => {
    const source = newSource();
    const give = (names: unknown): bigint => mf.toPointer(source, names as Name);
    assert.throws(() => give(['IMFMediaSource', 'IMFNothing']), {
      name: 'TypeError',
      message: /^toPointer: expected .* got 'IMFNothing'$/,
    });
    assert.throws(() => give([]), { name: 'TypeError', message: /^toPointer: .* empty list/ });
    assert.throws(() => give(['IMFMediaSource', 'IMFGetService', 'IMFSample']), {
      name: 'TypeError',
      message: /^toPointer: object must be an IMFSample, .* none of its methods$/,
    });
    assert.throws(() => give(5), { name: 'TypeError' });
    const pointer = give('IMFMediaSource');
    assert.equal(mf.releasePointer(pointer), 0, 'nothing else holds it');
    using attributes = mf.MFCreateAttributes(1);
    assert.throws(() => mf.toPointer(attributes, ['IMFAttributes', 'IMFByteStream']), { hresult: E_INVALIDARG });
  });

  void run();
}

if (isMainThread) main();
else answerHere(workerData as Asked);
