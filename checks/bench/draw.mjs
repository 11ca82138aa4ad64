// Draws the pictures that the documentation shows, by Vega-Lite, for light and dark pages.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vega from 'vega';
import { compile } from 'vega-lite';

const themes = {
  light: { text: '#1f2328', faint: '#d1d9e0', ours: '#0969da', others: '#8c959f' },
  dark: { text: '#f0f6fc', faint: '#3d444d', ours: '#4493f8', others: '#7d8590' },
};

/** @typedef {typeof themes.light} Theme */

/** @type {(theme: Theme) => object} */
const config = ({ text, faint }) => ({
  background: 'transparent',
  font: 'system-ui, sans-serif',
  view: { stroke: null },
  axis: {
    labelColor: text,
    titleColor: text,
    gridColor: faint,
    domainColor: faint,
    tickColor: faint,
    labelLimit: 300,
    labelFontSize: 12,
  },
  legend: { labelColor: text, titleColor: text, labelFontSize: 12 },
  title: { color: text, subtitleColor: text, anchor: 'start', fontSize: 15, subtitleFontSize: 12, offset: 12 },
  header: { labelColor: text, titleColor: text, labelFontSize: 12, labelFontWeight: 'bold' },
  text: { color: text, fontSize: 11 },
});

/** @type {(theme: Theme) => object} */
const ownColour = ({ ours, others }) => ({
  condition: { test: "datum.name === 'begin-end'", value: ours },
  value: others,
});

/** What an operation costs with each, relative to a promise written by hand. */
/** @type {(results: any, theme: Theme) => object} */
function peers({ rows, runtime }, theme) {
  const data = ['inside Begin', 'promise job'].flatMap((completion) => {
    const { entries } = rows[`peers, ${completion}, 8 wrapped`];
    const base = entries.find((/** @type {any} */ { name }) => name === 'by hand').ratio;
    return entries.map((/** @type {any} */ { name, ratio }) => ({
      name,
      completion: completion === 'promise job' ? 'completes in a promise job' : `completes ${completion}`,
      ratio: ratio / base,
      label: `${(ratio / base).toFixed(ratio / base < 10 ? 2 : 0)} ×`,
    }));
  });
  const order = data.filter(({ completion }) => completion.endsWith('Begin')).toSorted((a, b) => a.ratio - b.ratio);
  const y = { field: 'name', type: 'nominal', title: null, sort: order.map(({ name }) => name) };
  const x = {
    field: 'ratio',
    type: 'quantitative',
    // A dot says where it is, on a logarithmic axis, too; a bar would say how long it is, from a start that does not exist.
    scale: { type: 'log', domain: [0.7, 300], nice: false },
    title: null,
    axis: { values: [1, 10, 100], format: '~r', labelExpr: "datum.label + ' ×'" },
  };
  return {
    title: {
      text: 'Time of one operation',
      // Short lines: without a canvas Vega takes them for wider than they are.
      subtitle: [
        'relative to a promise written by hand (line); less is better',
        `logarithmic; 8 wrapped functions, ${runtime}`,
      ],
    },
    data: { values: data },
    facet: {
      field: 'completion',
      type: 'nominal',
      title: null,
      sort: ['completes inside Begin', 'completes in a promise job'],
    },
    columns: 2,
    spec: {
      width: 250,
      height: { step: 24 },
      layer: [
        { mark: { type: 'rule', strokeDash: [4, 3], color: theme.text }, encoding: { x: { datum: 1 } } },
        {
          mark: { type: 'point', filled: true, size: 70, opacity: 1 },
          encoding: { y, x, color: ownColour(theme) },
        },
        { mark: { type: 'text', align: 'left', dx: 10 }, encoding: { y, x, text: { field: 'label' } } },
      ],
    },
  };
}

/** @type {(entry: { name: string }) => boolean} */
const isDrawn = ({ name }) => name !== 'without a signal';

/** What many operations on one signal cost. */
/** @type {(results: any, theme: Theme) => object} */
function signals({ rows, runtime }, { ours, others }) {
  const data = [1_000, 10_000, 100_000].flatMap((pending) =>
    (rows[`${pending} pending on one signal`]?.entries ?? [])
      .filter(isDrawn)
      .map((/** @type {any} */ { name, nanoseconds }) => ({
        pending,
        name,
        microseconds: nanoseconds / 1000,
      })),
  );
  const encoding = {
    x: {
      field: 'pending',
      type: 'quantitative',
      scale: { type: 'log', domain: [800, 130_000] },
      title: 'operations pending on one AbortSignal',
      axis: { values: [1_000, 10_000, 100_000], format: ',' },
    },
    y: {
      field: 'microseconds',
      type: 'quantitative',
      // Room for a name below the lowest point.
      scale: { type: 'log', domain: [0.03, 100] },
      title: 'µs an operation',
      axis: { values: [0.1, 1, 10, 100], format: '~r' },
    },
    color: {
      field: 'name',
      type: 'nominal',
      legend: null,
      scale: { domain: ['begin-end', 'a listener each'], range: [ours, others] },
    },
  };
  return {
    title: {
      text: 'Operations that share one AbortSignal',
      subtitle: ['time of each, completing in random order; less is better', `logarithmic; ${runtime}`],
    },
    width: 480,
    height: 220,
    data: { values: data },
    layer: [
      { mark: { type: 'line', point: { size: 60, filled: true }, strokeWidth: 2.5 }, encoding },
      {
        transform: [{ filter: 'datum.pending === 1000' }],
        mark: { type: 'text', align: 'left', dx: 10, dy: 14, fontSize: 13, fontWeight: 'bold' },
        encoding: { ...encoding, text: { field: 'name' } },
      },
    ],
  };
}

/** What both adapters cost on each runtime. */
/** @type {(results: any, theme: Theme) => object} */
function runtimes({ runtimes: byRuntime }, theme) {
  const shown = {
    'inside Begin, 8 wrapped': 'fromBeginEnd, inside Begin',
    'promise job, 8 wrapped': 'fromBeginEnd, promise job',
    'setImmediate, 8 wrapped': 'fromBeginEnd, setImmediate',
    'toBeginEnd, 8 wrapped': 'toBeginEnd',
  };
  const data = Object.entries(byRuntime).flatMap(([runtime, rows]) =>
    Object.entries(shown).flatMap(([row, title]) =>
      (rows[row]?.entries ?? [])
        .filter((/** @type {any} */ { name }) => name === 'begin-end')
        .map((/** @type {any} */ { name, ratio, low, high }) => ({ runtime, title, name, ratio, low, high })),
    ),
  );
  const y = { field: 'runtime', type: 'nominal', title: null, sort: Object.keys(byRuntime) };
  const scale = { zero: true };
  return {
    title: {
      text: 'Both adapters on each runtime',
      subtitle: 'time of one operation relative to one written by hand (line); quartiles',
    },
    data: { values: data },
    facet: { field: 'title', type: 'nominal', title: null, sort: Object.values(shown) },
    columns: 2,
    spec: {
      width: 220,
      height: { step: 26 },
      layer: [
        { mark: { type: 'rule', strokeDash: [4, 3], color: theme.text }, encoding: { x: { datum: 1 } } },
        {
          mark: { type: 'rule', strokeWidth: 2, color: theme.others },
          encoding: { y, x: { field: 'low', type: 'quantitative', title: null, scale }, x2: { field: 'high' } },
        },
        {
          mark: { type: 'point', filled: true, size: 70, opacity: 1, color: theme.ours },
          encoding: { y, x: { field: 'ratio', type: 'quantitative', title: null, scale, axis: { tickCount: 3 } } },
        },
      ],
    },
  };
}

/** @type {(results: any, byRuntime: any, folder: string) => Promise<void>} */
export async function draw(results, byRuntime, folder) {
  for (const [themeName, theme] of Object.entries(themes)) {
    const specs = {
      peers: peers(results, theme),
      signals: signals(results, theme),
      runtimes: runtimes(byRuntime, theme),
    };
    for (const [name, spec] of Object.entries(specs)) {
      const { spec: compiled } = compile(/** @type {any} */ ({ ...spec, config: config(theme), padding: 12 }));
      const view = new vega.View(vega.parse(compiled), { renderer: 'none' });
      writeFileSync(join(folder, `${name}-${themeName}.svg`), `${await view.toSVG()}\n`);
    }
  }
}
