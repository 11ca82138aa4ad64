/** A value as a console shows it, in one line. @param {unknown} value @param {number} depth how many levels are shown */
export function format(value, depth = 2) {
  if (typeof value === 'string') return value;
  return inner(value, depth);
}

/** @type {(value: unknown, depth: number) => string} */
function inner(value, depth) {
  try {
    if (typeof value === 'string') return JSON.stringify(value);
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value === 'function') return `[Function ${value.name || 'anonymous'}]`;
    if (typeof value !== 'object' || value === null) return String(value);
    // Not `instanceof Error`: the errors of other realms, and DOMException in some browsers, are no instances.
    if ('message' in value && 'name' in value) return `${String(value.name)}: ${String(value.message)}`;
    const name = value.constructor?.name ?? 'Object';
    if (depth === 0) return `[${name}]`;
    if (Array.isArray(value) || ArrayBuffer.isView(value)) {
      const items = Array.from(/** @type {unknown[]} */ (value)).slice(0, 20);
      const texts = items.map((item) => inner(item, depth - 1));
      if (/** @type {unknown[]} */ (value).length > items.length) texts.push('…');
      return `${Array.isArray(value) ? '' : `${name} `}[${texts.join(', ')}]`;
    }
    const entries = Object.entries(value).map(([key, item]) => `${key}: ${inner(item, depth - 1)}`);
    const prefix = name === 'Object' ? '' : `${name} `;
    return entries.length > 0 ? `${prefix}{ ${entries.join(', ')} }` : `${prefix}{}`;
  } catch {
    // A getter or a proxy that throws.
    return '[unreadable]';
  }
}
