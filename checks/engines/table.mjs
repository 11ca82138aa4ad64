// The table of all engines, as text.

/**
 * @typedef {object} Row
 * @property {string} engine
 * @property {string} version
 * @property {number} milliseconds
 * @property {import('./judge.mjs').Verdict} verdict
 */

/** @typedef {{ engine: string, remedy: string }} Missing an engine that is not installed, and how it would be */

/**
 * All that the check says in the end, and whether it passes. An engine that is missing is a failure where it could have been
 * installed; an entry that gives no test a reason any more is one where all engines have run.
 *
 * @param {{ rows: readonly Row[], missing: readonly Missing[], canInstall: boolean, entries: readonly import('./notApplicable.mjs').Entry[], withNames?: boolean }} parts
 * @returns {{ text: string, isGood: boolean }}
 */
export function reportOf({ rows, missing, canInstall, entries, withNames }) {
  const stale =
    missing.length > 0
      ? []
      : entries.filter((entry) => !entry.sometimes && !rows.some(({ verdict }) => verdict.used.has(entry)));
  const failures = [
    ...rows.filter(({ verdict }) => verdict.failed.length > 0).map(failuresOf),
    ...missing.map(({ engine, remedy }) => `${canInstall ? 'FAILED ' : 'NOT RUN'} ${engine}: it is missing; ${remedy}`),
    ...stale.map(
      ({ reason, tests }) =>
        `FAILED  notApplicable.mjs: '${reason}' excuses no test any more: ${tests?.join(', ') ?? 'any'}`,
    ),
  ];
  const sum = (/** @type {(verdict: import('./judge.mjs').Verdict) => number} */ of) =>
    rows.reduce((total, { verdict }) => total + of(verdict), 0);
  const failed = sum(({ failed: tests }) => tests.length) + stale.length + (canInstall ? missing.length : 0);
  const text = [
    tableOf(rows, missing),
    `\nNot applicable, and why:\n${reasonsOf(rows, withNames)}\n`,
    ...failures,
    `${sum(({ passed }) => passed)} passed, ${failed} failed, ` +
      `${sum((verdict) => verdict.notApplicable.length)} not applicable, in ${rows.length} engines; ${missing.length} missing`,
  ].join('\n');
  return { text, isGood: failed === 0 };
}

/** @param {readonly Row[]} rows @param {readonly Missing[]} [missing] @returns {string} */
export function tableOf(rows, missing = []) {
  const cells = [
    ['engine', 'version', 'passed', 'failed', 'not applicable', 'seconds'],
    ...rows.map(({ engine, version, milliseconds, verdict: { passed, failed, notApplicable } }) => [
      engine,
      version,
      `${passed}`,
      `${failed.length}`,
      `${notApplicable.length}`,
      (milliseconds / 1000).toFixed(0),
    ]),
    ...missing.map(({ engine }) => [engine, 'missing', '-', '-', '-', '-']),
  ];
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/**
 * Why tests are not applicable, and how many, in which engines.
 *
 * @param {readonly Row[]} rows
 * @param {boolean} [withNames] whether each test is named
 * @returns {string}
 */
export function reasonsOf(rows, withNames = false) {
  /** @type {Map<string, { counts: Map<string, number>, tests: Set<string> }>} */
  const reasons = new Map();
  for (const { engine, verdict } of rows) {
    for (const { reason, test } of verdict.notApplicable) {
      const known = reasons.get(reason) ?? { counts: new Map(), tests: new Set() };
      reasons.set(reason, known);
      known.counts.set(engine, (known.counts.get(engine) ?? 0) + 1);
      known.tests.add(test);
    }
  }
  return [...reasons]
    .map(([reason, { counts, tests }]) =>
      [
        `- ${reason}: ${groupsOf(counts).join('; ')}`,
        ...(withNames ? [...tests].map((test) => `    ${test}`) : []),
      ].join('\n'),
    )
    .join('\n');
}

/** Engines of one count together: `3 in Bun, Deno`; the places of a browser as one. @param {Map<string, number>} counts */
function groupsOf(counts) {
  /** @type {Map<number, string[]>} */
  const engines = new Map();
  for (const [engine, count] of counts) engines.set(count, [...(engines.get(count) ?? []), engine]);
  return [...engines].map(([count, names]) => `${count} in ${placesOf(names)}`);
}

/** `Chromium, window` and `Chromium, worker` are `Chromium (window, worker)`, and all four are `Chromium`. @param {readonly string[]} names */
function placesOf(names) {
  /** @type {Map<string, string[]>} */
  const places = new Map();
  for (const name of names) {
    const [engine = '', ...rest] = name.split(', ');
    places.set(engine, [...(places.get(engine) ?? []), ...rest]);
  }
  return [...places]
    .map(([engine, list]) => (list.length === 0 ? engine : `${engine} (${list.join(', ')})`))
    .join(', ');
}

/** What has failed, in the words of the test. @param {Row} row @returns {string} */
export const failuresOf = ({ engine, verdict }) =>
  verdict.failed
    .map(
      ({ test, error }) =>
        `FAILED  ${engine}: ${test}\n${error.split('\n').slice(0, 14).join('\n').replaceAll(/^/gm, '        ')}`,
    )
    .join('\n');
