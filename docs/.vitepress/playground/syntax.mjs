import { javascriptLanguage } from '@codemirror/lang-javascript';

/**
 * The names of modules in the `import` and `export … from` of a program, with where they stand, quotes included.
 *
 * @param {string} program
 */
export function specifiersOf(program) {
  /** @type {{ from: number, to: number, name: string }[]} */
  const found = [];
  javascriptLanguage.parser.parse(program).iterate({
    enter({ name, from, to, node }) {
      if (name !== 'String') return;
      const { parent } = node;
      const isStatic = parent?.name === 'ImportDeclaration' || parent?.name === 'ExportDeclaration';
      if (isStatic || isDynamicImport(parent)) found.push({ from, to, name: program.slice(from + 1, to - 1) });
    },
  });
  return found;
}

/** @param {import('@lezer/common').SyntaxNode | null} parent */
const isDynamicImport = (parent) =>
  parent?.name === 'DynamicImport' || (parent?.name === 'ArgList' && parent.prevSibling?.name === 'import');

/** The line of the first place that is no JavaScript. @param {string} program @returns {number | undefined} */
export function firstFaultOf(program) {
  /** @type {number | undefined} */
  let line;
  javascriptLanguage.parser.parse(program).iterate({
    enter({ type, from }) {
      if (type.isError) line ??= program.slice(0, from).split('\n').length;
    },
  });
  return line;
}
