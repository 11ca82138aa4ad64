// What compilers say of consumer/mistakes.ts, as a page that a person reads.

/** What each overload failed with is what a person reads, not that there are several. */
const preamble = ['No overload matches this call.', '  The last overload gave the following error.'];

/**
 * @typedef {object} Mistake
 * @property {string} title its comment in mistakes.ts
 * @property {string} code
 * @property {Record<string, string>} said by each compiler
 */

/** @type {(source: string, outputs: Record<string, string>) => Mistake[]} */
export function messagesOf(source, outputs) {
  const parts = Array.from(source.matchAll(/^\/\/ ([A-Z].+)\n((?:(?!\/\/ [A-Z]).*\n?)+)/gm)).slice(1);
  return parts.map(({ 1: title = '', 2: code = '', index }) => {
    const first = source.slice(0, index).split('\n').length;
    const last = first + code.split('\n').length;
    const said = Object.entries(outputs).map(([compiler, output]) => [compiler, errorsIn(output, first, last)]);
    return { title, code: code.trim(), said: Object.fromEntries(said) };
  });
}

/** `"b" | "a"` as `"a" | "b"`: their order depends on all that a program compiles. @type {(text: string) => string} */
const sorted = (text) =>
  text.replaceAll(/[\w"]+(?: \| [\w"]+)+/g, (union) => union.split(' | ').toSorted().join(' | '));

/** The errors of some lines, without their places and codes. @type {(output: string, first: number, last: number) => string} */
function errorsIn(output, first, last) {
  const errors = output.matchAll(/^consumer\/mistakes\.ts\((\d+),\d+\): error TS\d+: (.*\n(?: .*\n)*)/gm);
  return Array.from(errors)
    .filter(({ 1: line }) => Number(line) >= first && Number(line) <= last)
    .map(({ 2: text = '' }) => {
      const lines = text.trimEnd().split('\n');
      const isPreamble = preamble.every((line, index) => lines[index] === line);
      const rest = isPreamble ? lines.slice(preamble.length) : lines;
      const indent = /^ */.exec(rest[0] ?? '')?.[0].length ?? 0;
      return sorted(rest.map((line) => line.slice(indent)).join('\n'));
    })
    .join('\n');
}

/** @type {(mistakes: Mistake[]) => string} */
export function pageOf(mistakes) {
  const sections = mistakes.map(({ title, code, said }) => {
    const texts = Object.entries(said);
    const isSame = texts.every(([, text]) => text === texts[0]?.[1]);
    const groups = isSame ? [[texts.map(([name]) => name).join(' and '), texts[0]?.[1]]] : texts;
    const answers = groups.map(([name, text]) => `${name}:\n\n\`\`\`text\n${text || '(nothing: it compiles)'}\n\`\`\``);
    return [`## ${title}`, `\`\`\`typescript\n${code}\n\`\`\``, ...answers].join('\n\n');
  });
  return `${[
    '# What TypeScript says',
    'of the mistakes in [consumer/mistakes.ts](consumer/mistakes.ts). `npm run check -- types --write` writes this page, and\n`npm run check -- types` fails where it is not what the compilers say.',
    ...sections,
  ].join('\n\n')}\n`;
}
