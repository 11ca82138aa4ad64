import { allFunctions, allInterfaces } from './allText.generated.js';
import type { InterfaceFacts } from './interfaces.js';

/** The lines of a name, `name one: in u32; two: out u32`. */
const linesOf = (line: string, name: string): string[] =>
  line.length === name.length ? [] : line.slice(name.length + 1).split('; ');

const nameOf = (line: string): string => /^\w+/.exec(line)![0];

const blocksOf = (text: string): string[] => text.trim().split('\n\n');

function methodsOf(lines: readonly string[]): Record<string, readonly string[]> {
  return Object.fromEntries(lines.map((line) => [nameOf(line), linesOf(line, nameOf(line))]));
}

/** The interfaces of Media Foundation that the table lacks. The methods of each are read when they are first asked for. */
export function readAllInterfaces(): (readonly [name: string, facts: InterfaceFacts, first: string | undefined])[] {
  return blocksOf(allInterfaces).map((block) => {
    const [heading = '', ...lines] = block.split('\n');
    const [name = '', iid = '', base = '', releaseWaits] = heading.split(' ');
    let methods: InterfaceFacts['methods'] | undefined;
    const facts: InterfaceFacts = {
      iid,
      base,
      ...(releaseWaits ? { releaseWaits: true } : {}),
      get methods() {
        return (methods ??= methodsOf(lines));
      },
    };
    return [name, facts, lines[0] && nameOf(lines[0])];
  });
}

/** A function, of which only the name has been read. */
export interface FunctionText {
  readonly dll: string;
  readonly name: string;
  readonly lines: () => readonly string[];
}

/** The functions of mfplat.dll, mf.dll and mfreadwrite.dll that the table lacks. */
export function readAllFunctions(): FunctionText[] {
  return blocksOf(allFunctions).flatMap((block) => {
    const [dll = '', ...lines] = block.split('\n');
    return lines.map((line) => ({ dll, name: nameOf(line), lines: () => linesOf(line, nameOf(line)) }));
  });
}
