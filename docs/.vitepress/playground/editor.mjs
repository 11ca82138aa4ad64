// The editor: CodeMirror, with the names of the library, and with the types and mistakes that the compiler finds. The names are read
// from the declarations when the site is built, so that they are there before the compiler is.
import { autocompletion, completeFromList, snippetCompletion } from '@codemirror/autocomplete';
import { javascript, javascriptLanguage, localCompletionSource } from '@codemirror/lang-javascript';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { forEachDiagnostic, linter, setDiagnosticsEffect } from '@codemirror/lint';
import { EditorState, Prec } from '@codemirror/state';
import { EditorView, hoverTooltip, keymap } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { basicSetup } from 'codemirror';
import names from 'virtual:playground/names';
import { createTypes } from './types.mjs';

/** @typedef {{ name: string, detail?: string, info?: string }} Known */

const exported = Object.values(/** @type {Record<string, Known[]>} */ (names.exported)).flat();
/** @type {Known[]} */
const members = names.members;

const optionOf = (/** @type {Known} */ { name, detail = '', info = '' }) => ({
  label: name,
  type: detail.startsWith('function') ? 'function' : detail.startsWith('class') ? 'class' : 'variable',
  info: [detail, info].filter(Boolean).join('\n\n'),
});

/** After a dot, the methods of results and callbacks; inside the name of a module, the entries of the package; else exports. */
const complete = (/** @type {import('@codemirror/autocomplete').CompletionContext} */ context) => {
  const member = context.matchBefore(/\.\w*/);
  if (member) return { from: member.from + 1, options: members.map(optionOf), validFor: /^\w*$/ };
  const module = context.matchBefore(/from '[\w/-]*/);
  if (module) {
    const options = Object.keys(names.exported).map((label) => ({ label, type: 'namespace' }));
    return { from: module.from + 6, options, validFor: /^[\w/-]*$/ };
  }
  return completeFromList([
    ...exported.map(optionOf),
    snippetCompletion("import { ${} } from 'begin-end';", { label: 'import', type: 'keyword' }),
  ])(context);
};

/** What a name is, on hover. @param {ReturnType<typeof createTypes>} types */
const typeTooltip = (types) =>
  hoverTooltip(async ({ state: { doc } }, position) => {
    // Where the compiler cannot be had, the list below the editor says so.
    const info = await types.infoAt(doc.toString(), position).catch(() => undefined);
    if (info === undefined) return null;
    return {
      pos: info.from,
      end: info.to,
      create() {
        const dom = document.createElement('div');
        dom.className = 'playground-hover';
        const code = document.createElement('code');
        code.textContent = info.declaration;
        const text = document.createElement('p');
        text.textContent = info.documentation;
        dom.append(code, text);
        return { dom };
      },
    };
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
  '.cm-completionInfo': { whiteSpace: 'pre-wrap' },
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
 * @param {ReturnType<typeof createTypes>} types
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
        javascriptLanguage.data.of({ autocomplete: complete }),
        javascriptLanguage.data.of({ autocomplete: localCompletionSource }),
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
