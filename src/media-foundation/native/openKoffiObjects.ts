import { E_NOTIMPL, S_OK } from '../../contract/hresult.js';
import { host } from '../../contract/host.js';
import { E_NOINTERFACE } from '../../contract/hresultTable.js';
import { slots } from '../facts/interfaces.js';
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

/**
 * The objects of the addon, with callbacks of koffi as their methods, for where the addon cannot be loaded.
 *
 * An AddRef, Release or Invoke on another thread blocks that thread until the event loop has run the callback. That is slow,
 * and a call from JavaScript which waits for such a thread never returns: avoid MFShutdown and MFUnlockWorkQueue while
 * callbacks are outstanding.
 */
export function openKoffiObjects(koffi: Koffi, memory: Memory, tokens: Tokens): NativeObjects {
  const states = new Map<Address, State>();
  const events: (readonly [state: State, result: Address])[] = [];
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
  const plain = koffi.proto('uint32', ['uint64']);
  /** Calls a method without arguments. */
  const through = (address: Address, slot: number): number =>
    koffi.decode(BigInt(memory.readAddress(memory.readAddress(address) + slot * 8)), plain)(address);
  const facesOf = ({ address, kinds }: State): Address[] =>
    Array.from({ length: Math.max(1, kinds.length) }, (_, index) => address + index * faceSize);
  const guidAt = (address: Address): string => {
    const bytes = new Uint8Array(16);
    memory.read(bytes, address, 16);
    return guidFromBytes(bytes);
  };

  function release(state: State): number {
    state.references -= 1;
    if (state.references === 0) post(state, 0);
    return state.references;
  }
  function post(state: State, result: Address): void {
    if (events.push([state, result]) === 1) host.setImmediate!(drain);
  }
  function drain(): void {
    const { words } = tokens;
    for (const [state, result] of events.splice(0)) {
      words[0] = state.token;
      words[1] = result === 0 ? 0 : through(result, slots.GetStatus);
      words[2] = result % 0x1_0000_0000;
      words[3] = result / 0x1_0000_0000;
      tokens.deliver(1);
      if (result === 0) {
        for (const face of facesOf(state)) states.delete(face);
        memory.free(state.address);
      } else {
        through(result, slots.Release);
        release(state);
      }
    }
  }
  function answers(state: State, iid: string): Address {
    if (iid === unknown || (state.kinds.length === 0 && iid === callback)) return state.address;
    const face = state.kinds.findIndex((kind) => {
      const [iids, count] = [memory.readAddress(kind + 8), memory.readAddress(kind + 16)];
      return Array.from({ length: count }, (_, index) => guidAt(iids + index * 16)).includes(iid);
    });
    return face < 0 ? 0 : state.address + face * faceSize;
  }

  const methods = [
    method(
      (state, iid: number, out: number) => {
        const face = answers(state, guidAt(iid));
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
      through(result, slots.AddRef);
      state.references += 1;
      post(state, result);
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
      for (const face of facesOf(state)) states.set(face, state);
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
      // koffi does not keep the process alive for its callbacks.
      timer = wanted ? setInterval(() => {}, 0x7fff_ffff) : undefined;
    },
  };
}
