// Draws a sequence diagram as an SVG, from the part of Mermaid's language that the guides use:
//
//     participant A as name    A->>B: call    B-->>A: answer    Note over A,B: text
//     alt text … else text … end    loop text … end
//
// Any other line is an error: a diagram is never half drawn.

const WIDTH = 720;
const HEAD = 30;
const ROW = 34;

/** @param {string} text */
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** How wide a text is, about: its font is that of the page. @param {string} text */
const widthOf = (text) => text.length * 7 + 16;

/** @param {string} text @returns {string} */
export function drawSequence(text) {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (lines.shift() !== 'sequenceDiagram') throw new Error('a mermaid block: only sequenceDiagram is drawn');
  /** @type {Map<string, string>} */
  const actors = new Map();
  for (const line of lines) {
    const [, id, name] = /^participant (\w+)(?: as (.+))?$/.exec(line) ?? [];
    if (id) actors.set(id, name ?? id);
  }
  const ids = [...actors.keys()];
  const xOf = (/** @type {string} */ id) => {
    const index = ids.indexOf(id);
    if (index === -1) throw new Error(`a mermaid block: ${id} is no participant`);
    return ((index + 0.5) * WIDTH) / ids.length;
  };

  /** @type {string[]} */
  const parts = [];
  let y = HEAD + 14;
  /** Where the frames begin that are open. @type {number[]} */
  const frames = [];
  const condition = (/** @type {string} */ label, /** @type {string} */ said) =>
    parts.push(`<text class="condition" x="14" y="${y + 16}">${label} ${escaped(said)}</text>`);
  for (const line of lines) {
    if (line.startsWith('participant ')) continue;
    const [, from = '', arrow, to = '', said = ''] = /^(\w+)(-?->>)(\w+): (.+)$/.exec(line) ?? [];
    const [, over, noted = ''] = /^Note over ([\w,]+): (.+)$/.exec(line) ?? [];
    const [, word, when = ''] = /^(alt|loop|else|end)\b ?(.*)$/.exec(line) ?? [];
    if (arrow) {
      const [a, b] = [xOf(from), xOf(to)];
      const tip = a < b ? b - 1 : b + 1;
      const back = a < b ? tip - 9 : tip + 9;
      // The text stays inside the picture, however long it is.
      const half = widthOf(said) / 2;
      const middle = Math.min(Math.max((a + b) / 2, half), WIDTH - half);
      parts.push(
        `<text x="${middle}" y="${y + 13}" text-anchor="middle">${escaped(said)}</text>`,
        `<line class="message ${arrow === '-->>' ? 'answer' : ''}" x1="${a}" y1="${y + 22}" x2="${back}" y2="${y + 22}"/>`,
        `<path class="head" d="M${tip} ${y + 22}L${back} ${y + 17}V${y + 27}Z"/>`,
      );
      y += ROW;
    } else if (over) {
      const between = over.split(',').map((id) => xOf(id));
      const middle = (Math.min(...between) + Math.max(...between)) / 2;
      const wide = Math.max(widthOf(noted), Math.max(...between) - Math.min(...between) + 40);
      const left = Math.min(Math.max(middle - wide / 2, 2), WIDTH - wide - 2);
      parts.push(
        `<rect class="note" x="${left}" y="${y + 2}" width="${wide}" height="24" rx="4"/>`,
        `<text x="${left + wide / 2}" y="${y + 18}" text-anchor="middle">${escaped(noted)}</text>`,
      );
      y += ROW;
    } else if (word === 'alt' || word === 'loop') {
      frames.push(y);
      condition(word === 'alt' ? 'if' : 'loop:', when);
      y += 24;
    } else if (word === 'else') {
      parts.push(`<line class="choice" x1="4" x2="${WIDTH - 4}" y1="${y + 2}" y2="${y + 2}"/>`);
      condition('or if', when);
      y += 24;
    } else if (word === 'end' && frames.length > 0) {
      const begin = frames.pop() ?? y;
      const inset = 4 + 4 * frames.length;
      parts.push(
        `<rect class="choice" x="${inset}" y="${begin}" width="${WIDTH - 2 * inset}" height="${y - begin + 4}" rx="4"/>`,
      );
      y += 12;
    } else throw new Error(`a mermaid block: '${line}' is not understood`);
  }

  const heads = ids.map((id) => {
    const name = /** @type {string} */ (actors.get(id));
    const wide = widthOf(name) + 12;
    return (
      `<line class="lifeline" x1="${xOf(id)}" x2="${xOf(id)}" y1="${HEAD}" y2="${y + 8}"/>` +
      `<rect class="actor" x="${xOf(id) - wide / 2}" y="1" width="${wide}" height="${HEAD - 2}" rx="5"/>` +
      `<text x="${xOf(id)}" y="20" text-anchor="middle">${escaped(name)}</text>`
    );
  });
  // Read out, it is what the page says in the language of Mermaid.
  const label = escaped(lines.filter((line) => !line.startsWith('participant ')).join('; ')).replaceAll('"', '&quot;');
  return (
    `<svg class="sequence" viewBox="0 0 ${WIDTH} ${y + 10}" width="${WIDTH}" role="img" aria-label="${label}">` +
    `${heads.join('')}${parts.join('')}</svg>`
  );
}
