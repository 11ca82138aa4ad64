/**
 * What stands in for the addon: the same objects, with all methods as callbacks of koffi.
 *
 * Every AddRef, Release and Invoke of another thread waits there until the event loop has run it. So it is slow, and a call
 * of JavaScript's that waits for such a thread never returns: MFShutdown and MFUnlockWorkQueue while callbacks are
 * outstanding are to be avoided.
 */
import { E_NOTIMPL, S_OK } from '../../contract/hresult.js';
import { E_NOINTERFACE } from '../../contract/hresultTable.js';
import type { NativeObjects } from './openAddon.js';
import type { Address, Koffi } from './koffi.js';
import { guidFromBytes, type Memory } from './Memory.js';
import type { Tokens } from './Tokens.js';

interface State {
  readonly token: number;
  readonly address: Address;
  readonly flags: number;
  readonly queue: number;
  readonly kinds: readonly Address[];
  references: number;
}

const faceSize = 16;
const unknown = '00000000-0000-0000-c000-000000000046';
const callback = 'a27003cf-2354-4f2a-8d6a-ab7cff15437e';

export function openKoffiObjects(koffi: Koffi, memory: Memory, tokens: Tokens): NativeObjects {
  const states = new Map<Address, State>();
  const events: (readonly [token: number, result: Address])[] = [];
  let timer: unknown;
  const method = (serve: (state: State, ...values: never[]) => number, ...types: string[]): Address =>
    Number(
      koffi.register(
        (self: number, ...values: never[]) => {
          const state = states.get(self);
          return state ? serve(state, ...values) : 0;
        },
        koffi.pointer(koffi.proto('uint32', ['uint64', ...types])),
      ),
    );
  const count = koffi.proto('uint32', ['uint64']);
  const getStatus = koffi.proto('uint32', ['uint64']);
  const through = (address: Address, slot: number, type: object, ...values: unknown[]): number =>
    koffi.decode(BigInt(memory.readAddress(memory.readAddress(address) + slot * 8)), type)(address, ...values);

  function release(state: State): number {
    state.references -= 1;
    if (state.references === 0) post(state.token, 0);
    return state.references;
  }
  function post(token: number, result: Address): void {
    if (events.push([token, result]) === 1)
      (globalThis as unknown as { setImmediate(f: () => void): void }).setImmediate(drain);
  }
  function drain(): void {
    for (const [token, result] of events.splice(0)) {
      const { words } = tokens;
      words[0] = token;
      words[1] = result === 0 ? 0 : through(result, 4, getStatus);
      words[2] = result % 0x1_0000_0000;
      words[3] = result / 0x1_0000_0000;
      tokens.deliver(1);
      const state = [...states.values()].find((one) => one.token === token);
      if (result === 0) {
        if (state)
          for (let i = 0; i < Math.max(1, state.kinds.length); i += 1) states.delete(state.address + i * faceSize);
        if (state) memory.free(state.address);
      } else {
        through(result, 2, count);
        if (state) release(state);
      }
    }
  }
  function answers(state: State, iid: string): Address {
    if (iid === unknown || (state.kinds.length === 0 && iid === callback)) return state.address;
    const face = state.kinds.findIndex((kind) => {
      const iids = memory.readAddress(kind + 8);
      const bytes = new Uint8Array(16);
      for (let i = memory.readAddress(kind + 16) - 1; i >= 0; i -= 1) {
        memory.read(bytes, iids + i * 16, 16);
        if (guidFromBytes(bytes) === iid) return true;
      }
      return false;
    });
    return face < 0 ? 0 : state.address + face * faceSize;
  }

  const methods = [
    method(
      (state, iid: number, out: number) => {
        const bytes = new Uint8Array(16);
        memory.read(bytes, iid, 16);
        const face = answers(state, guidFromBytes(bytes));
        memory.writeAddress(out, face);
        if (face === 0) return E_NOINTERFACE;
        state.references += 1;
        return S_OK;
      },
      'uint64',
      'uint64',
    ),
    method((state) => (state.references += 1)),
    method(release),
    method(
      ({ flags, queue }, flagsOut: number, queueOut: number) => {
        if (flags === -1) return E_NOTIMPL;
        memory.writeU32(flagsOut, flags);
        memory.writeU32(queueOut, queue);
        return S_OK;
      },
      'uint64',
      'uint64',
    ),
    method((state, result: number) => {
      through(result, 1, count);
      state.references += 1;
      post(state.token, result);
      return S_OK;
    }, 'uint64'),
  ];
  const vtable = memory.allocate(methods.length * 8);
  methods.forEach((address, index) => memory.writeAddress(vtable + index * 8, address));

  return {
    faceSize,
    create(token, flags = -1, queue = 0, ...kinds) {
      const address = memory.allocate(faceSize * Math.max(1, kinds.length));
      const state: State = { token, address, flags, queue, kinds, references: 1 };
      if (kinds.length === 0) memory.writeAddress(address, vtable);
      kinds.forEach((kind, index) => memory.writeAddress(address + index * faceSize, memory.readAddress(kind)));
      for (let i = 0; i < Math.max(1, kinds.length); i += 1) states.set(address + i * faceSize, state);
      return address;
    },
    addRef(address) {
      const state = states.get(address);
      if (!state || state.references === 0) return false;
      state.references += 1;
      return true;
    },
    keepAlive(wanted) {
      clearInterval(timer as number);
      // koffi's own broker does not keep the process alive.
      timer = wanted ? setInterval(() => {}, 0x7fff_ffff) : undefined;
    },
  };
}
