// The editor: CodeMirror, with what the compiler knows: what fits, what a name is, and where a mistake is.
import { autocompletion, pickedCompletion } from '@codemirror/autocomplete';
import { javascript, javascriptLanguage } from '@codemirror/lang-javascript';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { forEachDiagnostic, linter, setDiagnosticsEffect } from '@codemirror/lint';
import { EditorState, Prec } from '@codemirror/state';
import { EditorView, hoverTooltip, keymap } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { basicSetup } from 'codemirror';
import { shims } from 'virtual:playground/thread';
import { createTypes } from './types.mjs';

/** @typedef {ReturnType<typeof createTypes>} Types */
/** @typedef {import('./types.mjs').Info} Info */

/** The words of the compiler, for those of the icons. @type {Record<string, string>} */
const icons = {
  alias: 'variable',
  class: 'class',
  const: 'constant',
  function: 'function',
  keyword: 'keyword',
  method: 'method',
  property: 'property',
};

function nodeOf(/** @type {Info} */ { declaration, documentation }) {
  const node = document.createElement('div');
  node.className = 'playground-hover';
  const code = document.createElement('code');
  code.textContent = declaration;
  const text = document.createElement('p');
  text.textContent = documentation;
  node.append(code, text);
  return node;
}

/**
 * What fits, by its type. A name of the library that is not imported yet is offered, too, and comes with its import. Inside the name of
 * a module: the entries of the package.
 *
 * @param {Types} types
 * @returns {import('@codemirror/autocomplete').CompletionSource}
 */
const completeByType = (types) => async (context) => {
  const module = context.matchBefore(/from '[\w/-]*/);
  if (module) {
    const options = Object.keys(shims).map((label) => ({ label, type: 'namespace' }));
    return { from: module.from + 6, options, validFor: /^[\w/-]*$/ };
  }
  const word = context.matchBefore(/[\w$]+/);
  if (word === null && !context.explicit && context.matchBefore(/\./) === null) return null;
  const entries = await types.completionsAt(context.state.doc.toString(), context.pos).catch(() => []);
  return {
    from: word?.from ?? context.pos,
    validFor: /^[\w$]*$/,
    options: entries.map((entry) => ({
      label: entry.name,
      type: icons[entry.kind] ?? 'variable',
      boost: entry.boost,
      async info() {
        const details = await types.detailsOf(context.state.doc.toString(), context.pos, entry).catch(() => undefined);
        return details === undefined ? null : nodeOf(details);
      },
      apply: entry.source === undefined ? undefined : applyWithImport(types, entry),
    })),
  };
};

/** @type {(types: Types, entry: import('./types.mjs').Entry) => (view: EditorView, completion: import('@codemirror/autocomplete').Completion, from: number, to: number) => void} */
const applyWithImport = (types, entry) => async (view, completion, from, to) => {
  const { doc } = view.state;
  const details = await types.detailsOf(doc.toString(), to, entry).catch(() => undefined);
  // What was typed since is not to be overwritten.
  if (details === undefined || !view.state.doc.eq(doc)) return;
  const changes = view.state.changes([...details.changes, { from, to, insert: entry.name }]);
  view.dispatch({
    changes,
    selection: { anchor: changes.mapPos(to, 1) },
    userEvent: 'input.complete',
    // It closes the list.
    annotations: pickedCompletion.of(completion),
  });
};

/** What a name is, on hover. @param {Types} types */
const typeTooltip = (types) =>
  hoverTooltip(async ({ state: { doc } }, position) => {
    // Where the compiler cannot be had, the list below the editor says so.
    const info = await types.infoAt(doc.toString(), position).catch(() => undefined);
    return info === undefined ? null : { pos: info.from, end: info.to, create: () => ({ dom: nodeOf(info) }) };
  });

// By properties of the page, so that dark and light change with it.
const theme = EditorView.theme({
  '&': { color: 'var(--vp-c-text-1)', backgroundColor: 'var(--vp-code-block-bg)', fontSize: '13px', height: '100%' },
  '.cm-scroller': { fontFamily: 'var(--vp-font-family-mono)', lineHeight: '1.5' },
  '.cm-content': { caretColor: 'var(--vp-c-text-1)' },
  '&.cm-focused': { outline: '2px solid var(--vp-c-brand-1)' },
  '&.cm-focused .cm-cursor': { borderLeftColor: 'var(--vp-c-text-1)' },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--vp-c-text-3)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--vp-c-default-soft)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--vp-c-brand-soft)',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--vp-c-bg-elv)',
    color: 'var(--vp-c-text-1)',
    border: '1px solid var(--vp-c-divider)',
    maxWidth: 'min(30rem, 90vw)',
  },
  '.cm-diagnostic': { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', fontFamily: 'var(--vp-font-family-base)' },
});

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--playground-keyword)' },
  { tag: [tags.string, tags.regexp], color: 'var(--playground-string)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--playground-number)' },
  { tag: tags.comment, color: 'var(--playground-comment)' },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: 'var(--playground-function)' },
]);

/**
 * What is known of the types of a program: nothing yet, its mistakes, or why they cannot be looked for.
 *
 * @typedef {{ faults?: { from: number, line: number, message: string }[], failed?: string }} Checked
 */

/** How long nothing is typed before the types are checked, in milliseconds. */
const PAUSE = 300;

/**
 * Underlines what the compiler finds, and tells of it.
 *
 * @param {Types} types
 * @param {(checked: Checked) => void} onChecked
 */
function typeCheck(types, onChecked) {
  /** @type {string | undefined} */
  let failed;
  const underline = linter(
    async ({ state: { doc } }) => {
      try {
        const faults = await types.faultsOf(doc.toString());
        failed = undefined;
        return faults.map(({ from, to, message }) => ({ from, to, message, severity: 'error' }));
      } catch (error) {
        failed = /** @type {Error} */ (error).message;
        return [];
      }
    },
    { delay: PAUSE },
  );
  const tell = EditorView.updateListener.of(({ state, docChanged, transactions }) => {
    if (docChanged) onChecked({});
    if (!transactions.some(({ effects }) => effects.some((effect) => effect.is(setDiagnosticsEffect)))) return;
    /** @type {{ from: number, line: number, message: string }[]} */
    const faults = [];
    forEachDiagnostic(state, ({ message }, from) => {
      faults.push({ from, line: state.doc.lineAt(from).number, message });
    });
    onChecked(failed === undefined ? { faults } : { failed });
  });
  return [underline, tell];
}

/**
 * @param {HTMLElement} parent
 * @param {{ doc: string, onRun: () => void, onChecked: (checked: Checked) => void }} options
 */
export function createEditor(parent, { doc, onRun, onChecked }) {
  const types = createTypes();
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc,
      extensions: [
        Prec.highest(keymap.of([{ key: 'Mod-Enter', run: () => (onRun(), true) }])),
        basicSetup,
        javascript(),
        javascriptLanguage.data.of({ autocomplete: completeByType(types) }),
        autocompletion(),
        syntaxHighlighting(colours),
        typeTooltip(types),
        typeCheck(types, onChecked),
        theme,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': 'The program' }),
      ],
    }),
  });
  return {
    get program() {
      return view.state.doc.toString();
    },
    set program(text) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    },
    /** @param {number} position */
    show(position) {
      const anchor = Math.min(position, view.state.doc.length);
      view.dispatch({ selection: { anchor }, scrollIntoView: true });
      view.focus();
    },
    destroy() {
      types.end();
      view.destroy();
    },
  };
}
