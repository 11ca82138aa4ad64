// What of src/media-foundation has run under Wine, from what V8 wrote (NODE_V8_COVERAGE), of all processes together. The
// library is compiled file by file for that: dist has it in one.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { home, root } from './paths.mjs';

export const coverageFolder = join(home, 'coverage');

/** Not in .wine, whose package.json is not that of the library. */
const compiled = 'coverage/wine';

/** @returns {string} the folder, relative to the root */
export function compileForCoverage() {
  const args = ['node_modules/typescript/bin/tsc', '--declaration', 'false', '--declarationMap', 'false'];
  const { status } = spawnSync(process.execPath, [...args, '--outDir', compiled], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('src does not compile');
  return compiled;
}

export const forgetCoverage = () => rmSync(coverageFolder, { recursive: true, force: true });

/** The characters of a file that ran in one process: the innermost range of V8's decides. */
function ran(functions, length) {
  const counts = new Int8Array(length);
  const ranges = functions.flatMap((one) => one.ranges);
  // Outer ranges first.
  ranges.sort((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset);
  for (const { startOffset, endOffset, count } of ranges) counts.fill(count > 0 ? 1 : 0, startOffset, endOffset);
  return counts;
}

export function reportCoverage({ say = console.log } = {}) {
  const files = new Map();
  for (const name of readdirSync(coverageFolder)) {
    const { result } = JSON.parse(readFileSync(join(coverageFolder, name), 'utf8'));
    for (const { url, functions } of result) {
      const path = /^file:\/\/\/Z:(.*\/coverage\/wine\/media-foundation\/.+\.js)$/.exec(url)?.[1];
      if (!path) continue;
      const file = files.get(path) ?? { source: readFileSync(path, 'utf8'), covered: undefined };
      file.covered ??= new Int8Array(file.source.length);
      ran(functions, file.source.length).forEach((count, index) => (file.covered[index] |= count));
      files.set(path, file);
    }
  }
  let all = 0;
  let covered = 0;
  say('\n== coverage, lines');
  for (const [path, file] of [...files].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const missing = [];
    let offset = 0;
    file.source.split('\n').forEach((line, index) => {
      const start = offset + line.search(/\S/);
      offset += line.length + 1;
      if (!/[a-z0-9]/i.test(line) || /^\s*(\/\/|\/?\*)/.test(line)) return;
      all += 1;
      if (file.covered[start]) covered += 1;
      else missing.push(index + 1);
    });
    if (missing.length > 0) say(`${basename(path)}: not run: ${missing.join(' ')}`);
  }
  say(`${((covered / all) * 100).toFixed(1)} % of ${all} lines`);
}
