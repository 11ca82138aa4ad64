// Draws what an observer was told as a picture: one lane for each operation, time to the right.
//
//     lanesOf(events)                   the operations, with their marks
//     drawTimeline(lanes, { width })    an SVG, as text; its colours are the classes of timeline.css

/**
 * What the observer tells, at a time.
 *
 * @typedef {{ event: string, at: number, id?: number, name: string, direction?: string, args?: string[], late?: boolean, text: string }} Told
 * @typedef {{ label: string, kind: string, at: number, text: string }} Mark
 * @typedef {{ id: number, name: string, title: string, direction: string, marks: Mark[], begun: number, given?: number, ended?: number }} Lane
 */

/** More lanes than that are no picture. */
const MOST_LANES = 60;

/** What a mark is called: as in the contract, and by who asks. @type {(told: Told, lane: Lane) => string | undefined} */
function labelOf({ event, text }, { direction, marks }) {
  const isInvoked = marks.some(({ kind }) => kind === 'asyncStart');
  switch (event) {
    case 'start':
      return 'Begin';
    case 'asyncStart':
      return 'Invoke';
    case 'asyncEnd':
      return direction === 'fromBeginEnd' && isInvoked ? 'End' : 'over';
    case 'cancel':
      return direction === 'fromBeginEnd' ? 'abort' : 'Cancel';
    case 'error':
    case 'late':
      return event;
    case 'misuse':
      return text.split(':')[0];
    default:
      return undefined; // Begin has returned: nothing that a picture needs
  }
}

/** `BeginRead`, `EndRead` and `CancelRead` are of one pair. @type {(name: string) => string} */
const pairOf = (name) => name.replace(/^(begin|end|cancel)/i, '');

/** @param {readonly Told[]} events @returns {Lane[]} */
export function lanesOf(events) {
  /** @type {Map<number, Lane>} */
  const lanes = new Map();
  for (const told of events) {
    const { event, id = 0, name, direction = '', args = [], at, text } = told;
    if (event === 'start') {
      lanes.set(id, { id, name, title: `${name}(${args.join(', ')})`, direction, marks: [], begun: at });
    }
    // A report of misuse names the operation and not which: the last of that name is the likely one.
    const lane =
      event === 'misuse' ? [...lanes.values()].findLast((one) => pairOf(one.name) === pairOf(name)) : lanes.get(id);
    const label = lane && labelOf(told, lane);
    if (lane === undefined || label === undefined) continue;
    lane.marks.push({ label, kind: event, at, text });
    if (event === 'asyncEnd') lane.ended = at;
    // Given up at the abort, which shows only once the outcome comes.
    if (event === 'late') lane.given = lane.marks.find(({ kind }) => kind === 'cancel')?.at ?? at;
  }
  return [...lanes.values()];
}

/** The events in words: what the picture says to those who cannot see it. @param {readonly Lane[]} lanes */
export const wordsOf = (lanes) =>
  lanes
    .flatMap(({ id, name, marks }) =>
      marks.map(({ label, at, text }) => ({ at, operation: `${id} ${name}`, label, text })),
    )
    .toSorted((a, b) => a.at - b.at);

/** @param {unknown} text */
const escaped = (text) =>
  String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** @param {string} text @param {number} length */
const shortened = (text, length) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

/** The steps of the axis: 1, 2 or 5 of something, four to eight of them. @param {number} end */
function ticksOf(end) {
  const rough = end / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough) ?? rough;
  return Array.from({ length: Math.floor(end / step) + 1 }, (_, index) => Number((index * step).toPrecision(6)));
}

const round = (/** @type {number} */ value) => Math.round(value * 10) / 10;

const CHARACTER = 7.3;
const LABEL_ROW = 15;
const LANE_HEAD = 20;
const BAR = 8;

/**
 * @param {readonly Lane[]} lanes
 * @param {{ width: number, until?: number, title?: string, style?: string }} options `until`: the last moment that is known
 */
export function drawTimeline(lanes, { width, until = 0, title = 'Timeline of the operations', style = '' }) {
  const shown = lanes.slice(0, MOST_LANES);
  const last = Math.max(1, until, ...shown.flatMap(({ marks }) => marks.map(({ at }) => at)));
  const left = 8;
  const right = 12;
  const scale = (/** @type {number} */ at) => left + (at / (last * 1.02)) * (width - left - right);
  let y = 24;
  const parts = [];
  for (const lane of shown) {
    /** Where each row of labels ends. @type {number[]} */
    const rows = [];
    const labels = lane.marks.map((mark) => {
      const x = scale(mark.at);
      const wide = mark.label.length * CHARACTER + 10;
      const start = Math.min(x - 3, width - wide);
      let row = rows.findIndex((taken) => taken <= start);
      if (row === -1) row = rows.length;
      rows[row] = start + wide;
      return { ...mark, x, start, row };
    });
    const bar = y + LANE_HEAD;
    const from = scale(lane.begun);
    const to = scale(lane.ended ?? last);
    const given = lane.given === undefined ? undefined : scale(Math.min(lane.given, lane.ended ?? last));
    const failed = lane.marks.some(({ kind }) => kind === 'error');
    const state = lane.ended === undefined ? 'open' : failed ? 'failed' : 'ended';
    const rect = (/** @type {number} */ a, /** @type {number} */ b, /** @type {string} */ name) =>
      `<rect class="bar ${name}" x="${round(a)}" y="${bar}" width="${round(Math.max(3, b - a))}" height="${BAR}" rx="3"/>`;
    parts.push(
      `<g class="lane ${lane.direction}" data-operation="${escaped(`${lane.id} ${lane.name}`)}">`,
      `<text class="name" x="${left}" y="${y + 13}">${escaped(shortened(lane.title, Math.floor((width - 110) / 7.4)))}` +
        `<tspan class="direction" dx="8">${lane.direction}</tspan></text>`,
      given === undefined ? rect(from, to, state) : rect(from, given, state) + rect(given, to, 'given-up'),
    );
    const belowOf = (/** @type {number} */ row) => bar + BAR + 14 + row * LABEL_ROW;
    // Before all texts, which they cross.
    for (const { x, row } of labels.filter((label) => label.row > 0)) {
      const middle = round(x);
      parts.push(`<line class="leader" x1="${middle}" x2="${middle}" y1="${bar + BAR}" y2="${belowOf(row) - 10}"/>`);
    }
    for (const { label, kind, at, text, x, start, row } of labels) {
      const said = `${label}, ${round(at)} ms${text && `: ${text}`}`;
      parts.push(
        `<g class="mark ${kind}" data-label="${escaped(label)}"><title>${escaped(said)}</title>`,
        `<circle cx="${round(x)}" cy="${bar + BAR / 2}" r="5"/>`,
        `<text x="${round(start)}" y="${belowOf(row)}">${escaped(label)}</text></g>`,
      );
    }
    parts.push('</g>');
    y = bar + BAR + 14 + Math.max(1, rows.length) * LABEL_ROW;
  }
  if (lanes.length > shown.length) {
    parts.push(`<text class="more" x="${left}" y="${y + 8}">… and ${lanes.length - shown.length} more</text>`);
    y += 20;
  }
  const height = y + 4;
  const ticks = ticksOf(last).map((tick) => {
    const x = round(scale(tick));
    const anchor = tick === 0 ? 'start' : x > width - 40 ? 'end' : 'middle';
    return (
      `<line x1="${x}" x2="${x}" y1="18" y2="${height}"/>` +
      `<text x="${x}" y="12" text-anchor="${anchor}">${tick}${tick === 0 ? ' ms' : ''}</text>`
    );
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" class="timeline" viewBox="0 0 ${width} ${height}" width="${width}" ` +
    `height="${height}" role="img" aria-label="${escaped(title)}">${style}<g class="axis">${ticks.join('')}</g>${parts.join('')}</svg>`
  );
}
