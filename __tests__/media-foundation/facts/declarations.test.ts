import { describe, expect, test } from '@jest/globals';
import { addInterface, declareFunction } from '../../../src/media-foundation/facts/declarations.js';
import { readAllFunctions, readAllInterfaces } from '../../../src/media-foundation/facts/all.js';
import { functionTable } from '../../../src/media-foundation/facts/functions.js';
import { interfaceTable } from '../../../src/media-foundation/facts/interfaces.generated.js';
import { InterfaceCatalogue, type InterfaceFacts } from '../../../src/media-foundation/facts/interfaces.js';

const iid = '00000000-0000-0000-0000-00000000000A';
const scalars = 'u8, u16, u32, u64, i16, i32, i64, f32, f64, hresult, bool, pointer';
const faultOf = (call: () => unknown): string => {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
    return (error as Error).message;
  }
  return 'none';
};

/** What is wrong with a method, as `addInterface` says it. */
const faultOfMethod = (lines: unknown, method = 'Own'): string => {
  const catalogue = new InterfaceCatalogue(interfaceTable);
  const message = faultOf(() =>
    addInterface(catalogue, 'IOwn', { iid, base: 'IUnknown', methods: { [method]: lines } }),
  );
  expect(catalogue.has('IOwn')).toBe(message === 'none');
  return message.replace(/^addInterface: IOwn\.Own: /, '');
};

describe('an interface that is added', () => {
  test('is one of the table, and changes of its facts do not count', () => {
    const catalogue = new InterfaceCatalogue(interfaceTable);
    const methods = { Own: ['a: in u32'] };
    addInterface(catalogue, 'IOwn', { iid, base: 'IMFAttributes', methods, releaseWaits: true });
    methods.Own.push('b: in u32');
    expect(catalogue.get('IOwn').methods.at(-1)).toMatchObject({ name: 'Own', slot: 33, waits: false });
    expect(catalogue.get('IOwn').methods.at(-1)!.parameters).toHaveLength(1);
    expect(catalogue.get('IOwn').releaseWaits).toBe(true);
    expect(catalogue.nameOf(iid)).toBe('IOwn');
  });

  test('has the mark of each method of its base that waits, and of its Release', () => {
    const catalogue = new InterfaceCatalogue(interfaceTable);
    addInterface(catalogue, 'IOwn', { iid, base: 'IMFSourceReader', methods: { Wait: [': waits'], Go: [] } });
    const { methods, releaseWaits } = catalogue.get('IOwn');
    const waiting = methods.filter(({ waits }) => waits).map(({ name }) => name);
    expect(waiting).toContain('ReadSample');
    expect(waiting).toContain('Wait');
    expect(waiting).not.toContain('Go');
    expect(releaseWaits).toBe(true);
  });

  test('cannot have a mistake in its facts', () => {
    const catalogue = new InterfaceCatalogue(interfaceTable);
    const good = { iid, base: 'IUnknown', methods: {} };
    const fault = (name: unknown, facts: unknown): string => faultOf(() => addInterface(catalogue, name, facts));
    expect([
      fault('Own', good),
      fault(5, good),
      fault('IMFSample', good),
      fault('IOwn', null),
      fault('IOwn', { ...good, methodz: {} }),
      fault('IOwn', { ...good, iid: '{00000000-0000-0000-0000-00000000000A}' }),
      fault('IOwn', { ...good, iid: 5 }),
      fault('IOwn', { ...good, base: 'IMissing' }),
      fault('IOwn', { ...good, base: null }),
      fault('IOwn', { ...good, releaseWaits: 'yes' }),
      fault('IOwn', { ...good, methods: null }),
      fault('IOwn', { ...good, methods: { 'not a name': [] } }),
      fault('IOwn', { ...good, base: 'IMFAttributes', methods: { GetCount: [] } }),
    ]).toStrictEqual([
      "addInterface: an interface has a name that begins with I and a capital letter, got 'Own'",
      'addInterface: an interface has a name that begins with I and a capital letter, got 5',
      'addInterface: IMFSample: the table has this interface already',
      'addInterface: IOwn: its facts must be an object, got null',
      'addInterface: IOwn: there is no fact methodz: iid, base, methods, releaseWaits are allowed',
      "addInterface: IOwn: iid must be a GUID as text without braces, got '{00000000-0000-0000-0000-00000000000A}'",
      'addInterface: IOwn: iid must be a GUID as text without braces, got 5',
      "addInterface: IOwn: base must be an interface of the table, such as IUnknown, got 'IMissing'",
      'addInterface: IOwn: base must be an interface of the table, such as IUnknown, got null',
      "addInterface: IOwn: releaseWaits must be a boolean, got 'yes'",
      'addInterface: IOwn: methods must be an object of arrays of strings, got null',
      "addInterface: IOwn: 'not a name' is no name of a method",
      'addInterface: IOwn.GetCount: its base has a method of this name already',
    ]);
    expect(catalogue.has('IOwn')).toBe(false);
  });
});

describe('the parameters of a method', () => {
  test.each([
    [[]],
    [['a: in u8', 'b: out? i64', 'c: inout f32', 'd: inout? bool', ': returns void']],
    [['a: in string', 'b: in? string', 'c: out bstr', 'd: in guid', 'e: out propvariant', 'f: in? pointer']],
    [['pb: in bytes(cb)', 'cb: in u32', 'pch: out? bytes(cch*2)', 'cch: inout u32']],
    [['ppb: out blob(pcb)', 'pcb: out u32', 'riid: in guid', 'ppv: out object(riid)']],
    [['p: in IMFSample', 'pp: out IMissing', 'q: in? IOwn']],
    [['r: in {left: i32, top: i32}', 'i: inout {hns: i64, guidClock: guid}', 'o: out? {x: f32}']],
    [['a: in u32[n]', 'b: in? string[n]', 'c: in IMFMediaType[n]', 'd: out guid[n]', 'n: in u16']],
    [['pp: out IMFActivate[pn]', 'pn: out u32', 's: inout {x: u8}[m]', 'm: inout u32']],
    [['a: in u32', ': waits', ': returns u64']],
    [['clsid: in guidvalue', 'pb: out bytes(40)', 'p: in {dwX: u32, dwY: u32, pszName: string, cName: u8}']],
  ])('%j are taken', (lines) => {
    expect(faultOfMethod(lines)).toBe('none');
  });

  test.each([
    ['a: in u32', "its parameters must be an array of strings, got 'a: in u32'"],
    [['u32'], `a parameter must read "name: direction type", got 'u32'`],
    [[5], 'a parameter must read "name: direction type", got 5'],
    [['a: im u32'], 'a has the direction im: in, out, inout, in?, out? and inout? are allowed'],
    [['a: toString u32'], 'a has the direction toString: in, out, inout, in?, out? and inout? are allowed'],
    [[': in u32'], '": in u32": a parameter has a name, ": returns" and ": waits" have none and stand once'],
    [['a: waits'], '"a: waits": a parameter has a name, ": returns" and ": waits" have none and stand once'],
    [[': waits', ': waits'], '": waits": a parameter has a name, ": returns" and ": waits" have none and stand once'],
    [['a: in'], '"a: in" must read "name: direction type", or ": waits"'],
    [[': waits long'], '": waits long" must read "name: direction type", or ": waits"'],
    [['a: in u32', 'a: in u32'], 'there are two parameters a'],
    [['a: in? u32'], 'a: u32 has no null: it cannot be in?'],
    [['pb: in bytes'], 'pb: bytes needs the name of another parameter: bytes(name)'],
    [['pb: in bytes(cb)'], 'pb: its size cb is no other parameter'],
    [['pb: in bytes(pb)'], 'pb: its size pb is no other parameter'],
    [
      ['pb: in bytes(cb)', 'cb: out u32'],
      'pb: its size cb must be one of u8, u16, u32, u64, i16, i32, i64 that goes in',
    ],
    [['pb: in bytes(cb*0)', 'cb: in u32'], 'pb: a unit has at least one byte'],
    [['ppb: out blob(cb)', 'cb: in u32'], 'ppb: its size cb must be a u32 that goes out'],
    [['riid: in u32', 'ppv: out object(riid)'], 'ppv: its IID riid must be a guid that goes in'],
    [['a: in u32[n]', 'n: in f32'], 'a: its length n must be one of u8, u16, u32, u64, i16, i32, i64 that goes in'],
    [['a: out u32[n]', 'n: in f32'], 'a: its length n must be one of u8, u16, u32, u64, i16, i32, i64'],
    [['a: in IMFAsyncCallback[n]', 'n: in u32'], 'a: there can be no array of IMFAsyncCallback'],
    [['a: in long[n]', 'n: in u32'], 'a: there can be no array of long'],
    [['a: inout string[n]', 'n: in u32'], `a: the type string is not allowed here: ${scalars}, guid, struct are`],
    [
      ['a: in bstr[n]', 'n: in u32'],
      `a: the type bstr is not allowed here: ${scalars}, guid, string, struct, interface are`,
    ],
    [['a: out {x: string}'], `a.x: the type string is not allowed here: ${scalars}, guid are`],
    [['a: in {x: long}'], `a.x: the type long is not allowed here: ${scalars}, guid, string are`],
    [['a: in {x u32}'], 'a: a structure reads {name: type, name: type}'],
    [['a: in {x: u32, x: u32}'], 'a: it has two fields x'],
    [
      Array.from({ length: 16 }, (_, at) => `a${at}: in u32`),
      'it has 16 parameters, 15 are allowed (a guidvalue counts twice)',
    ],
    [[': returns string'], `it returns string: void, ${scalars} are allowed`],
    [[': returns u32', 'a: out u32'], 'it returns u32, and has outputs: only one of them can be the value'],
  ])('%j are refused: %s', (lines, message) => {
    expect(faultOfMethod(lines)).toBe(message);
  });

  test.each([
    'in long',
    'in object(riid)',
    'in blob(n)',
    'in void',
    'in u32(n)',
    'inout guid',
    'inout bytes(n)',
    'out u32[]',
  ])('one that is %s is refused, and what is allowed is said', (text) => {
    const [direction] = text.split(' ');
    expect(faultOfMethod([`a: ${text}`, 'riid: in guid', 'n: in u32'])).toMatch(
      new RegExp(
        `^a: "a: ${text.replaceAll(/[()[\]]/g, '\\$&')}" has no type that is allowed: ${direction} allows u8, u16, `,
      ),
    );
  });

  test('Begin and End cannot wait on another thread', () => {
    const fault = 'a Begin and an End are never called on another thread';
    const begin = ['pCallback: in IMFAsyncCallback', 'punkState: in? IUnknown', ': waits'];
    expect(faultOfMethod(begin, 'BeginOwn')).toBe(`addInterface: IOwn.BeginOwn: ${fault}`);
    expect(faultOfMethod(['pResult: in IMFAsyncResult', ': waits'], 'EndOwn')).toBe(
      `addInterface: IOwn.EndOwn: ${fault}`,
    );
    // That is no pair: it has no callback.
    expect(faultOfMethod([': waits'], 'BeginWriting')).toBe('none');
  });
});

const faultOfFunction = (...args: [unknown, unknown, unknown]): string => faultOf(() => declareFunction(...args));

describe('a function that is added', () => {
  test('is read as a method is', () => {
    const method = declareFunction('mfplat.dll', 'MFOwn', ['a: in u32', 'pb: out u32', ': waits']);
    expect(method).toMatchObject({ name: 'MFOwn', returns: 'hresult', waits: true });
    expect(method.parameters.map(({ name }) => name)).toStrictEqual(['a', 'pb']);
  });

  test('cannot have a mistake in its declaration', () => {
    const seventeen = Array.from({ length: 17 }, (_, at) => `a${at}: in u32`);
    expect([
      faultOfFunction('C:\\mfplat.dll', 'MFOwn', []),
      faultOfFunction(5, 'MFOwn', []),
      faultOfFunction('mfplat.dll', '', []),
      faultOfFunction('mfplat.dll', 'MFOwn', null),
      faultOfFunction('mfplat.dll', 'MFOwn', ['pdw: out long']).replace(/: out allows .*/, ''),
      faultOfFunction('mfplat.dll', 'MFOwn', seventeen),
    ]).toStrictEqual([
      "addFunction: a DLL is named by its file in the system folder, such as mfplat.dll, got 'C:\\mfplat.dll'",
      'addFunction: a DLL is named by its file in the system folder, such as mfplat.dll, got 5',
      "addFunction: mfplat.dll: a function has a name, got ''",
      'addFunction: MFOwn: its parameters must be an array of strings, got null',
      'addFunction: MFOwn: pdw: "pdw: out long" has no type that is allowed',
      'addFunction: MFOwn: it has 17 parameters, 16 are allowed (a guidvalue counts twice)',
    ]);
  });
});

describe('a declaration that is another one at each reading', () => {
  test('is kept as what was checked, where it is an interface', () => {
    const catalogue = new InterfaceCatalogue(interfaceTable);
    const all = [{ Own: ['dw: in u32'] }, { Own: ['dw: in object(nothing)'] }];
    const facts = { iid, base: 'IUnknown', methods: {} };
    addInterface(
      catalogue,
      'IOwn',
      Object.defineProperty(facts, 'methods', { get: () => all.shift(), enumerable: true }),
    );
    expect(catalogue.get('IOwn').methods.at(-1)?.parameters).toMatchObject([{ name: 'dw', kind: 'u32' }]);
  });

  test('is read as what was checked, where it is a function', () => {
    const texts = ['dw: in u32', 'dw: in object(nothing)'];
    const lines = Object.defineProperty([], 0, { get: () => texts.shift(), enumerable: true });
    expect(declareFunction('mfplat.dll', 'MFOwn', lines).parameters).toMatchObject([{ name: 'dw', kind: 'u32' }]);
  });

  test('is refused where it cannot be copied', () => {
    const catalogue = new InterfaceCatalogue(interfaceTable);
    const fault = 'a declaration must be of texts alone, and cannot be read';
    expect(faultOf(() => addInterface(catalogue, 'IOwn', () => {}))).toBe(`addInterface: IOwn: ${fault}`);
    expect(faultOf(() => declareFunction('mfplat.dll', 'MFOwn', new Proxy([], {})))).toBe(
      `addFunction: MFOwn: ${fault}`,
    );
  });
});

describe('what the tables say', () => {
  const catalogue = new InterfaceCatalogue({ IUnknown: interfaceTable.IUnknown });
  const faultsOf = (all: Iterable<readonly [string, InterfaceFacts, ...unknown[]]>): string[] =>
    Array.from(all, ([name, facts]) => faultOf(() => addInterface(catalogue, name, facts))).filter(
      (fault) => fault !== 'none',
    );

  test('of each interface would be taken of a program, too', () => {
    const [, ...table] = Object.entries<InterfaceFacts>(interfaceTable);
    const [returned, ...rest] = faultsOf([...table, ...readAllInterfaces()]);
    // The one method that returns an interface is a method of the library's own.
    expect(returned).toMatch(/^addInterface: IMFAsyncResult\.GetStateNoAddRef: it returns interface/);
    expect(rest).toStrictEqual([]);
  });

  test('of each function would be taken of a program, too', () => {
    const table = Object.entries(functionTable).flatMap(([dll, functions]) =>
      Object.entries<readonly string[]>(functions).map(([name, lines]) => ({ dll, name, lines: () => lines })),
    );
    const faults = [...table, ...readAllFunctions()].map(({ dll, name, lines }) =>
      faultOf(() => declareFunction(dll, name, lines())),
    );
    expect(faults.filter((fault) => fault !== 'none')).toStrictEqual([]);
  });
});
