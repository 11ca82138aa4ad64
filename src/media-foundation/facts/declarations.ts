/** Checks what a program declares of its own: a mistake is a TypeError that says where it is, and what is allowed there. */
import { describe } from '../../contract/arguments.js';
import {
  isBegin,
  isEnd,
  isInput,
  isOutput,
  mostWords,
  readInterface,
  readMethod,
  wordsOf,
  type Element,
  type InterfaceCatalogue,
  type InterfaceFacts,
  type Method,
  type Parameter,
} from './interfaces.js';
import { scalars } from './kinds.js';

const name = /^[A-Za-z_]\w*$/;
const interfaceName = /^I[A-Z]\w*$/;
const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const line = /^(\w*): (\w+)\??( .+)?$/;

const numbers = Object.keys(scalars);
const textKinds = ['string', 'bstr', 'guid', 'propvariant'];
const onlyIn = ['guidvalue'];
const interfaces = 'an interface (a name that begins with I and a capital letter)';
const memory = 'a structure ({name: type, …}), an array (type[count])';
const allowed: Readonly<Record<Parameter['direction'], string>> = {
  in: [...numbers, ...textKinds, ...onlyIn, 'bytes(count)', memory, interfaces].join(', '),
  out: [...numbers, ...textKinds, 'bytes(count)', 'blob(count)', 'object(riid)', memory, interfaces].join(', '),
  inout: [...numbers, memory].join(', '),
};
const counts = ['u8', 'u16', 'u32', 'u64', 'i16', 'i32', 'i64'];
const nullable = new Set(['string', 'bstr', 'guid', 'propvariant', 'pointer', 'bytes', 'array', 'struct', 'interface']);

/** The library has objects of its own for them. */
const ownInterfaces = new Set(['IMFAsyncCallback', 'IMFAsyncResult']);

const wrong = (where: string, fault: string): TypeError => new TypeError(`${where}: ${fault}`);

/** What an array can have, or a structure as a field. */
function checkElement(where: string, element: Element, others: readonly string[]): void {
  const { kind, fields, interface: type } = element;
  if (fields !== undefined) {
    const names = new Set<string>();
    for (const field of fields) {
      const its = `${where}.${field.name}`;
      if (!name.test(field.name)) throw wrong(where, 'a structure reads {name: type, name: type}');
      if (names.has(field.name)) throw wrong(where, `it has two fields ${field.name}`);
      names.add(field.name);
      if (field.fields) throw wrong(its, 'a structure in a structure is none that can be said here: say its fields');
      checkElement(its, field, others.includes('string') ? ['guid', 'string'] : ['guid']);
    }
  } else if (type !== undefined && others.includes('interface')) {
    if (ownInterfaces.has(type) || !interfaceName.test(type)) throw wrong(where, `there can be no array of ${type}`);
  } else if (scalars[kind] === undefined && !others.includes(kind)) {
    const list = [...numbers, ...others].join(', ');
    throw wrong(where, `the type ${type ?? kind} is not allowed here: ${list} are`);
  }
}

/** The type of a parameter, and what it says of other parameters. */
function checkType(where: string, parameter: Parameter, all: readonly Parameter[], text: string): void {
  const { direction, kind, element, fields, by, isOptional, unit } = parameter;
  const type = parameter.interface ?? kind;
  const other = all.find((one) => one.name === by);
  const needOther = (role: string, holds: (one: Parameter) => boolean, rule: string): void => {
    if (by === undefined) throw wrong(where, `${kind} needs the name of another parameter: ${kind}(name)`);
    if (other === undefined || other === parameter) throw wrong(where, `its ${role} ${by} is no other parameter`);
    if (!holds(other)) throw wrong(where, `its ${role} ${by} must be ${rule}`);
  };
  const isCount = (one: Parameter): boolean => counts.includes(one.kind);
  const isCountIn = (one: Parameter): boolean => isCount(one) && isInput(one);
  const integers = `one of ${counts.join(', ')}`;
  if (element !== undefined) {
    const inOut = direction === 'inout' ? ['guid', 'struct'] : ['guid', 'string', 'struct', 'interface'];
    checkElement(where, element, inOut);
    if (direction === 'out') needOther('length', isCount, integers);
    else needOther('length', isCountIn, `${integers} that goes in`);
    return;
  }
  if (fields !== undefined) {
    checkElement(where, parameter, direction === 'in' ? ['string'] : []);
    return;
  }
  const isBare = by === undefined;
  const isFixed = kind === 'bytes' && direction !== 'inout' && Number(by) > 0;
  if (isFixed) return;
  if (kind === 'bytes' && direction !== 'inout') needOther('size', isCountIn, `${integers} that goes in`);
  else if (kind === 'blob' && direction === 'out')
    needOther('size', (one) => isCount(one) && isOutput(one), 'a u32 that goes out');
  else if (kind === 'object' && direction === 'out') {
    needOther('IID', (one) => one.kind === 'guid' && one.direction === 'in', 'a guid that goes in');
  } else {
    const isScalar = scalars[kind] !== undefined;
    const isInterface = kind === 'interface' && interfaceName.test(type);
    const isText = textKinds.includes(kind) || (direction === 'in' && onlyIn.includes(kind));
    const isAllowed = direction === 'inout' ? isScalar : isScalar || isText || isInterface;
    if (!isAllowed || !isBare)
      throw wrong(where, `"${text}" has no type that is allowed: ${direction} allows ${allowed[direction]}`);
  }
  if (unit !== undefined && unit < 1) throw wrong(where, `a unit has at least one byte`);
  if (direction === 'in' && isOptional && !nullable.has(kind))
    throw wrong(where, `${kind} has no null: it cannot be in?`);
}

/**
 * The parameters of a method or a function.
 *
 * @param where of the declaration, for messages: `addInterface: IMFTimer.SetTimer`
 * @throws TypeError
 */
function checkParameters(where: string, method: string, lines: unknown, isMethod: boolean): void {
  if (!Array.isArray(lines)) throw wrong(where, `its parameters must be an array of strings, got ${describe(lines)}`);
  const marks = new Set<string>();
  const names = new Set<string>();
  for (const text of lines as unknown[]) {
    const [, one = '', word = '', type = ''] = (typeof text === 'string' && line.exec(text)) || [];
    if (word === '') {
      throw wrong(where, `a parameter must read "name: direction type", got ${describe(text)}`);
    }
    const isMark = word === 'returns' || word === 'waits';
    if (!isMark && !Object.hasOwn(allowed, word)) {
      throw wrong(where, `${one} has the direction ${word}: in, out, inout, in?, out? and inout? are allowed`);
    }
    if (isMark ? one !== '' || marks.has(word) : !name.test(one)) {
      throw wrong(
        where,
        `"${String(text)}": a parameter has a name, ": returns" and ": waits" have none and stand once`,
      );
    }
    if (word === 'waits' ? type !== '' : type === '')
      throw wrong(where, `"${String(text)}" must read "name: direction type", or ": waits"`);
    if (!isMark && names.has(one)) throw wrong(where, `there are two parameters ${one}`);
    (isMark ? marks : names).add(isMark ? word : one);
  }
  const { parameters, returns, waits } = readMethod(method, 0, lines as string[]);
  const most = isMethod ? mostWords - 1 : mostWords;
  const count = parameters.reduce((sum, one) => sum + wordsOf(one), 0);
  if (count > most) throw wrong(where, `it has ${count} parameters, ${most} are allowed (a guidvalue counts twice)`);
  const texts = (lines as string[]).filter((text) => !text.startsWith(':'));
  parameters.forEach((one, at) => checkType(`${where}: ${one.name}`, one, parameters, texts[at]!));
  if (returns !== 'void' && scalars[returns] === undefined) {
    throw wrong(where, `it returns ${returns}: void, ${numbers.join(', ')} are allowed`);
  }
  if (returns !== 'void' && returns !== 'hresult' && parameters.some(isOutput)) {
    throw wrong(where, `it returns ${returns}, and has outputs: only one of them can be the value`);
  }
  const isOfPair = isBegin({ name: method }) || isEnd({ name: method });
  if (waits && isOfPair && parameters.some((one) => ownInterfaces.has(one.interface ?? ''))) {
    throw wrong(where, 'a Begin and an End are never called on another thread');
  }
}

/** A copy, which is what is checked and kept: what the program changes later, or gives at a second reading, does not count. */
function copyOf(where: string, declared: unknown): unknown {
  try {
    return structuredClone(declared);
  } catch (cause) {
    throw new TypeError(`${where}: a declaration must be of texts alone, and cannot be read`, { cause });
  }
}

const keys = ['iid', 'base', 'methods', 'releaseWaits'];

function checkFacts(its: string, facts: unknown): asserts facts is InterfaceFacts {
  if (typeof facts !== 'object' || facts === null)
    throw wrong(its, `its facts must be an object, got ${describe(facts)}`);
  const unknown = Object.keys(facts).find((key) => !keys.includes(key));
  if (unknown !== undefined) throw wrong(its, `there is no fact ${unknown}: ${keys.join(', ')} are allowed`);
  const { iid, methods, releaseWaits } = facts as Record<string, unknown>;
  if (typeof iid !== 'string' || !guid.test(iid)) {
    throw wrong(its, `iid must be a GUID as text without braces, got ${describe(iid)}`);
  }
  if (releaseWaits !== undefined && typeof releaseWaits !== 'boolean') {
    throw wrong(its, `releaseWaits must be a boolean, got ${describe(releaseWaits)}`);
  }
  if (typeof methods !== 'object' || methods === null) {
    throw wrong(its, `methods must be an object of arrays of strings, got ${describe(methods)}`);
  }
  for (const [method, lines] of Object.entries(methods)) {
    if (!name.test(method)) throw wrong(its, `'${method}' is no name of a method`);
    checkParameters(`${its}.${method}`, method, lines, true);
  }
}

/**
 * Adds an interface that a program declares.
 *
 * @throws TypeError for a mistake in the declaration; the catalogue is as it was then
 */
export function addInterface(catalogue: InterfaceCatalogue, type: unknown, declared: unknown): void {
  if (typeof type !== 'string' || !interfaceName.test(type)) {
    const rule = 'an interface has a name that begins with I and a capital letter';
    throw wrong('addInterface', `${rule}, got ${describe(type)}`);
  }
  const its = `addInterface: ${type}`;
  if (catalogue.has(type)) throw wrong(its, 'the table has this interface already');
  const facts = copyOf(its, declared);
  checkFacts(its, facts);
  const { base } = facts;
  if (typeof base !== 'string' || !catalogue.has(base)) {
    throw wrong(its, `base must be an interface of the table, such as IUnknown, got ${describe(base)}`);
  }
  const own = { ...facts, iid: facts.iid.toLowerCase() };
  const names = new Set<string>();
  for (const { name: method } of readInterface(type, own, catalogue.get(base)).methods) {
    if (names.has(method)) throw wrong(`${its}.${method}`, 'its base has a method of this name already');
    names.add(method);
  }
  catalogue.add(type, own);
}

/**
 * A function that a program declares.
 *
 * @throws TypeError for a mistake in the declaration
 */
export function declareFunction(dll: unknown, functionName: unknown, declared: unknown): Method {
  if (typeof dll !== 'string' || !/^[\w.-]+\.dll$/i.test(dll)) {
    const rule = 'a DLL is named by its file in the system folder, such as mfplat.dll';
    throw wrong('addFunction', `${rule}, got ${describe(dll)}`);
  }
  if (typeof functionName !== 'string' || !name.test(functionName)) {
    throw wrong(`addFunction: ${dll}`, `a function has a name, got ${describe(functionName)}`);
  }
  const its = `addFunction: ${functionName}`;
  const lines = copyOf(its, declared);
  checkParameters(its, functionName, lines, false);
  return readMethod(functionName, 0, lines as string[]);
}
