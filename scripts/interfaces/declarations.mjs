// @ts-nocheck: the metadata that it reads has no types.
// The lines of the table as declarations of TypeScript.

const scalars = {
  u64: 'bigint',
  i64: 'bigint',
  bool: 'boolean',
  string: 'string',
  bstr: 'string',
  guid: 'string',
  guidvalue: 'string',
};

function parse(line) {
  const [, name, direction, mark, kind] = /^(.*?): (inout|in|out|returns)(\??) (.+)$/.exec(line);
  return { name, direction, isOptional: mark === '?', kind };
}

/** pdwFlags is `flags`, ppObject is `object`: what comes out has no pointers any more. */
const plainName = (name) => name.replace(/^[a-z]+(?=[A-Z])/, '').replace(/^./, (letter) => letter.toLowerCase());

/** Where two would be the same, the second keeps its prefix. */
function plainNames(names) {
  const plain = [];
  for (const name of names) plain.push(plain.includes(plainName(name)) ? name.replace(/^p+/, '') : plainName(name));
  return plain;
}

const isMemory = ({ kind }) => kind.startsWith('bytes');
// Memory that is written stays a parameter, as in C.
const isOut = (parameter) => parameter.direction !== 'in' && !isMemory(parameter);
const isIn = (parameter) => parameter.direction !== 'out' || isMemory(parameter);

const arrayOf = (kind) => /^(.+)\[\w+\]$/.exec(kind)?.[1];
const structure = (kind, typeOf) => {
  const fields = /^\{(.+)\}$/
    .exec(kind)?.[1]
    .split(', ')
    .map((field) => field.split(': '));
  if (fields === undefined) return undefined;
  const names = plainNames(fields.map(([name]) => name));
  const orNull = (type) => ({ pointer: 'bigint | null', string: 'string | null' })[type] ?? typeOf(type);
  return `{ ${fields.map(([, type], index) => `${names[index]}: ${orNull(type)}`).join('; ')} }`;
};

/** @param names of the interfaces that there are types of */
function inputType(kind, isOptional, names) {
  const orNull = isOptional ? ' | null' : '';
  const element = arrayOf(kind);
  if (element) return `ArrayLike<${inputType(element, false, names)}>${orNull}`;
  const fields = structure(kind, (type) => inputType(type, false, names));
  if (fields) return `${fields}${orNull}`;
  if (kind.startsWith('bytes')) return `Uint8Array${orNull}`;
  if (kind === 'u64' || kind === 'i64') return 'bigint | number';
  if (kind === 'propvariant') return 'unknown';
  if (kind.startsWith('guid')) return 'string | null';
  if (kind === 'string') return `string${orNull}`;
  if (kind === 'bstr') return 'string | null';
  if (kind === 'pointer') return `bigint | Uint8Array${orNull}`;
  // A state is anything, and comes back as the same value.
  if (kind === 'IUnknown') return 'unknown';
  if (kind === 'IMFAsyncCallback') return `Callback${orNull}`;
  if (kind === 'IMFAsyncResult') return 'Result';
  if (names.has(kind)) return `Accepted<${kind}>${orNull}`;
  if (/^I[A-Z]/.test(kind)) return `bigint${orNull}`;
  return scalars[kind] ?? 'number';
}

function outputType(kind, name, names) {
  const element = arrayOf(kind);
  // There may be less of them than there is room for.
  if (element)
    return `${/^I[A-Z]/.test(element) ? `(${outputType(element, name, names)} | null)` : outputType(element, name, names)}[]`;
  const fields = structure(kind, (type) => outputType(type, name, names));
  if (fields) return fields;
  if (kind === 'propvariant' || kind.startsWith('object')) return 'unknown';
  if (kind.startsWith('blob')) return 'Uint8Array<ArrayBuffer>';
  if (kind === 'pointer') return 'bigint';
  // A cookie may be missing: cancelling is not supported, then.
  if (kind === 'IUnknown') return /Cookie/.test(name) ? 'IUnknown | null' : 'IUnknown';
  if (kind === 'IMFAsyncResult') return 'Result';
  if (names.has(kind)) return kind;
  if (/^I[A-Z]/.test(kind)) return 'IUnknown';
  return scalars[kind] ?? 'number';
}

function signature(method, lines, names, prefix = '') {
  const waits = lines.includes(': waits');
  const parameters = lines.filter((line) => line !== ': waits').map(parse);
  const inputs = parameters.filter((parameter) => parameter.direction !== 'returns' && isIn(parameter));
  const outputs = parameters.filter((parameter) => parameter.direction !== 'returns' && isOut(parameter));
  const returned = parameters.find(({ direction }) => direction === 'returns');
  const list = [prefix, ...inputs.map(({ name, kind, isOptional }) => `${name}: ${inputType(kind, isOptional, names)}`)]
    .filter((one) => one !== '')
    .join(', ');
  const promised = (result) => (waits ? `Promise<${result}>` : result);
  const whole = `  ${method}(${list}): ${promised(resultType(outputs, returned, names))};`;
  const needed = outputs.filter(({ isOptional }) => !isOptional);
  if (needed.length === outputs.length) return whole;
  const some = `${list === '' ? '' : `${list}, `}withoutOptional: null`;
  return [
    whole,
    '  /** Without the outputs that it does not need: some of them must be left out in some modes. */',
    `  ${method}(${some}): ${promised(resultType(needed, returned, names))};`,
  ].join('\n');
}

function resultType(outputs, returned, names) {
  if (outputs.length === 1) return outputType(outputs[0].kind, outputs[0].name, names);
  if (outputs.length > 1) {
    const taken = plainNames(outputs.map(({ name }) => name));
    const fields = outputs.map(({ name, kind }, index) => `${taken[index]}: ${outputType(kind, name, names)}`);
    return `{ ${fields.join('; ')} }`;
  }
  if (returned === undefined) return 'HRESULT | void';
  if (returned.kind === 'void') return 'void';
  return returned.kind === 'IUnknown' ? 'unknown' : outputType(returned.kind, '', names);
}

/** The interfaces of a table. */
export const declarations = (table, wanted, names) =>
  wanted
    .map((name) => {
      const { base, methods } = table[name];
      const members = Object.entries(methods).map(([method, lines]) => signature(method, lines, names));
      const from = { IMFAsyncCallback: 'Callback', IMFAsyncResult: 'Result' }[base] ?? base;
      return [`export interface ${name} extends ${from} {`, ...members, '}'].join('\n');
    })
    .join('\n\n');

/** Functions as members of an interface. */
export const functionDeclarations = (functions, names) =>
  Object.entries(functions)
    .map(([name, lines]) => signature(name, lines, names, 'this: void'))
    .join('\n');
