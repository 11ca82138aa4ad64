// @ts-nocheck: the metadata that it reads has no types.
// The metadata of Windows as lines of the table, `name: direction type`: see src/media-foundation/facts/interfaces.ts.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const natives = {
  Byte: 'u8',
  Char: 'u16',
  Int16: 'i16',
  UInt16: 'u16',
  Int32: 'i32',
  UInt32: 'u32',
  Int64: 'i64',
  UInt64: 'u64',
  Single: 'f32',
  Double: 'f64',
  IntPtr: 'pointer',
  UIntPtr: 'u64',
};
const sizes = { u8: 1, u16: 2, i16: 2, u32: 4, i32: 4, f32: 4, bool: 4, hresult: 4, guid: 4, string: 8 };
const references = {
  HRESULT: 'hresult',
  BOOL: 'bool',
  PWSTR: 'string',
  BSTR: 'bstr',
  LARGE_INTEGER: 'i64',
  BOOLEAN: 'u8',
};

// Some structures are other ones in 32 bits.
const isFor64 = ({ Architectures: list }) => list.length === 0 || list.includes('X64');

/** Finds types in the folder `api` of win32json. */
export function openMetadata(folder) {
  const files = new Map();
  const open = (api) => {
    if (!files.has(api)) {
      const file = join(folder, `${api}.json`);
      files.set(api, existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { Types: [], Functions: [] });
    }
    return files.get(api);
  };
  const find = ({ Api: api, Name: name }) => open(api).Types.find((type) => type.Name === name && isFor64(type));
  return { find, mediaFoundation: open('Media.MediaFoundation') };
}

function unknownType(place, type) {
  throw new Error(`${place}: nothing is known of the type ${JSON.stringify(type)}`);
}

const isNumber = (kind) => kind !== 'string' && (kind in sizes || /^(u64|i64|f64)$/.test(kind));
const isGuid = ({ Kind: kind, Name: name }) => kind === 'Native' && name === 'Guid';
const isVariant = ({ Kind: kind, Name: name }) => kind === 'ApiRef' && name === 'PROPVARIANT';
const isNative = ({ Kind: kind, Name: name }, wanted) => kind === 'Native' && name === wanted;

/** The size of a structure of fields, as text, in C. */
function sizeOfFlat(fields) {
  let end = 0;
  let most = 1;
  for (const one of fields) {
    const kind = one.split(': ')[1];
    const alignment = sizes[kind] ?? 8;
    most = Math.max(most, alignment);
    end = Math.ceil(end / alignment) * alignment + (kind === 'guid' ? 16 : alignment);
  }
  return Math.ceil(end / most) * most;
}

/** Describes parameters. @param directions where the metadata has a wrong one, by the place of the parameter */
export function describer(find, directions) {
  /** The type of a value, or undefined where it is nothing that the bridge converts. */
  function valueType(type) {
    if (type.Kind === 'Native') return natives[type.Name];
    if (type.Kind === 'PointerTo') return 'pointer';
    if (type.Kind !== 'ApiRef') return undefined;
    // One that the table lacks keeps its name: nothing of JavaScript is lent as one.
    if (type.TargetKind === 'Com') return type.Name;
    if (type.TargetKind === 'FunctionPointer') return 'pointer';
    if (references[type.Name]) return references[type.Name];
    const target = find(type);
    if (target?.Kind === 'Enum') return target.IntegerBase === 'Int32' ? 'i32' : 'u32';
    return target?.Kind === 'NativeTypedef' ? valueType(target.Def) : undefined;
  }

  const structOf = (type, nested = []) =>
    type.Kind === 'ApiRef' && type.TargetKind === 'Default'
      ? (nested.find(({ Name }) => Name === type.Name) ?? find(type))
      : undefined;

  /** The size and the alignment of a type in C; undefined where they cannot be told. */
  function layoutOf(type, nested) {
    if (type.Kind === 'Native' && type.Name === 'Guid') return { size: 16, alignment: 4 };
    if (type.Kind === 'Array' || type.Kind === 'LPArray') {
      const element = layoutOf(type.Child, nested);
      const count = type.Shape?.Size;
      return element && count ? { size: element.size * count, alignment: element.alignment } : undefined;
    }
    const struct = structOf(type, nested);
    if (struct?.Kind === 'Struct' || struct?.Kind === 'Union') {
      const all = struct.Fields.map((field) => layoutOf(field.Type, struct.NestedTypes));
      if (all.length === 0 || all.includes(undefined)) return undefined;
      const most = struct.PackingSize || 8;
      const alignment = Math.max(...all.map((one) => Math.min(one.alignment, most)));
      let end = 0;
      for (const one of all) {
        const unit = Math.min(one.alignment, most);
        end = struct.Kind === 'Union' ? Math.max(end, one.size) : Math.ceil(end / unit) * unit + one.size;
      }
      return { size: Math.ceil(end / alignment) * alignment, alignment };
    }
    const value = valueType(type);
    const size = value && (sizes[value] ?? 8);
    return size ? { size, alignment: size } : undefined;
  }

  /** The fields of a structure, those of structures in it too; undefined where there is one that the table cannot say. */
  function fieldsOf(struct, direction, prefix = '') {
    if (struct.PackingSize || struct.Kind !== 'Struct') return undefined;
    const fields = struct.Fields.map(({ Name: name, Type: type }) => {
      const own = prefix === '' ? name : `${prefix}${name[0].toUpperCase()}${name.slice(1)}`;
      if (type.Kind === 'Native' && type.Name === 'Guid') return [`${own}: guid`];
      const inner = structOf(type, struct.NestedTypes);
      if (inner?.Kind === 'Struct') return fieldsOf(inner, direction, own);
      if (type.Kind === 'Array') return undefined;
      const value = valueType(type);
      if (value === undefined) return undefined;
      // Whose the memory is that an output points to, the metadata does not say.
      const isPlain = value === 'string' ? direction === 'in' : isNumber(value);
      return [`${own}: ${isPlain ? value : 'pointer'}`];
    });
    return fields.includes(undefined) ? undefined : fields.flat();
  }

  /** A structure as the table says it: by its fields, or else by its size; undefined where not even that can be told. */
  function structure(type, direction) {
    const struct = structOf(type);
    if (struct?.Kind !== 'Struct' && struct?.Kind !== 'Union') return undefined;
    const layout = layoutOf(type);
    const fields = fieldsOf(struct, direction);
    if (fields && layout && sizeOfFlat(fields) === layout.size) return `{${fields.join(', ')}}`;
    return layout && `bytes(${layout.size})`;
  }

  /** A parameter, by its place: `IMFByteStream.Read.pb`. */
  return function describe(place, parameter, all) {
    const { Name: name, Type: type, Attrs: attributes } = parameter;
    const has = (attribute) => attributes.includes(attribute);
    let direction = has('In') && has('Out') ? 'inout' : has('Out') ? 'out' : 'in';
    direction = directions[place] ?? direction;
    const mark = has('Optional') ? '?' : '';
    const line = (kind, way = direction) => `${name}: ${way}${mark} ${kind}`;
    const pointer = `${name}: in${mark} pointer`;
    const isList = type.Kind === 'PointerTo' || type.Kind === 'LPArray';
    if (!isList) {
      if (isGuid(type)) return line('guidvalue', 'in');
      const value = valueType(type) ?? unknownType(place, type);
      // A number that can be left out is 0.
      return isNumber(value) ? `${name}: in ${value}` : line(value, 'in');
    }
    const { Child: child } = type;
    const byteCount = attributes.find((attribute) => attribute.Kind === 'MemorySize')?.BytesParamIndex ?? -1;
    const count = all[type.Kind === 'LPArray' ? type.CountParamIndex : -1];
    const bytes = all[byteCount] ?? count;
    // Memory, with its size in another parameter. What goes both ways is given, and written to.
    const ofMemory = direction === 'in' ? 'in' : 'out';
    if (bytes && (isNative(child, 'Byte') || isNative(child, 'Void'))) return line(`bytes(${bytes.Name})`, ofMemory);
    if (count && isNative(child, 'Char')) return line(`bytes(${count.Name}*2)`, ofMemory);
    if (all[byteCount] && child.Kind !== 'PointerTo') return line(`bytes(${bytes.Name})`, ofMemory);
    if (isGuid(child)) return count ? line(`guid[${count.Name}]`) : line('guid', direction === 'in' ? 'in' : 'out');
    // A PROPVARIANT is given initialised, and comes back with a value: an output, then.
    if (isVariant(child)) return line('propvariant', direction === 'in' ? 'in' : 'out');
    const riid = all.find((other) => other.Name === 'riid');
    if (has('ComOutPtr') && riid && child.TargetKind !== 'Com') return line('object(riid)', 'out');
    if (riid && direction === 'out' && /^ppv(Object)?$/.test(name) && child.Kind === 'PointerTo')
      return line('object(riid)');
    if (child.Kind === 'PointerTo' && count) return allocated(place, line, child.Child, count, direction);
    if (child.Kind === 'PointerTo') return direction === 'out' ? line('pointer') : pointer;
    const struct = structure(child, direction);
    if (count) {
      const element = struct ?? valueType(child);
      if (element?.startsWith('bytes') || element === undefined) return pointer;
      if (element === 'string') return line('string', 'out');
      return line(`${element}[${count.Name}]`);
    }
    if (type.Kind === 'LPArray') return pointer;
    if (struct) return line(struct, struct.startsWith('bytes') ? ofMemory : direction);
    const value = valueType(child);
    // What a number points to may be one, or many: only a pointer to an output is surely one.
    if (value === undefined || direction === 'in') return pointer;
    const isOne = !/^(string|bstr|I[A-Z].*)$/.test(value);
    return line(value, isOne ? direction : 'out');
  };

  /** An array that native code allocates. */
  function allocated(place, line, element, count, direction) {
    if (direction !== 'out' || count.Attrs.includes('In')) throw new Error(`${place}: who allocates this array?`);
    if (isNative(element, 'Byte')) return line(`blob(${count.Name})`);
    const kind = isGuid(element) ? 'guid' : (structure(element, direction) ?? valueType(element));
    return kind === undefined || kind.startsWith('bytes') ? line('pointer') : line(`${kind}[${count.Name}]`);
  }
}
