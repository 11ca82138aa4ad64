// Finds the ```ts and ```js blocks of a page: the tests run them, and `npm run check -- types` compiles them with more compilers.

/**
 * @typedef {object} Block
 * @property {string} file from the root of the repository, as in an import: `docs/cancelling.md`
 * @property {number} line of its first line
 * @property {string} language
 * @property {string | undefined} noRun why it is not run
 * @property {string | undefined} copyOf the file that it shows, which something else runs
 * @property {string} code
 */

/** @type {(text: string, index: number) => number} */
export const lineAt = (text, index) => text.slice(0, index).split('\n').length;

/** @type {(file: string, text: string) => Block[]} */
export function blocksOf(file, text) {
  return Array.from(text.matchAll(/^```([^\n`]+)\n(.*?)^```$/gms)).flatMap(({ 1: info = '', 2: code = '', index }) => {
    const [, language = '', noRun, copyOf] = /^([a-z]+)(?: no-run: (\S.*)| file: (\S+))?$/.exec(info) ?? [];
    const line = lineAt(text, index) + 1;
    if (language === 'ts' || language === 'js') return [{ file, line, language, noRun, copyOf, code }];
    // What is no example is left alone; what nearly is one, would go untested.
    if (!/^[cm]?[jt]s|script/i.test(info)) return [];
    throw new Error(
      `${file}:${line - 1}: expected \`\`\`ts, \`\`\`js, \`\`\`ts no-run: reason or \`\`\`ts file: path, got \`\`\`${info}`,
    );
  });
}
