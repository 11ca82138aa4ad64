// Shows the lines of a step that do what it says, and names the file, so that a reader of the output finds them.
import { readFileSync } from 'node:fs';

/** @type {(file: string, ...texts: string[]) => void} a line is shown for each text; what is shown is what runs */
export function showCode(file, ...texts) {
  const lines = readFileSync(new URL(file, import.meta.url), 'utf8').split('\n');
  console.log(`   examples/demo/${file}`);
  for (const text of texts) {
    // Not the call of this function, in one line or in several.
    const line = lines.find((one) => one.includes(text) && !/showCode\(|^ *['"]/.test(one));
    if (line === undefined) throw new Error(`${file} has no line with ${text}`);
    console.log(`   │ ${fitting(line.trim(), 5)}`);
  }
}

/** A text that a terminal shows in one line, `indent` columns from its left edge. @type {(text: string, indent: number) => string} */
function fitting(text, indent) {
  const room = (process.stdout.columns ?? Infinity) - indent;
  return text.length <= room ? text : `${text.slice(0, room - 1)}…`;
}
