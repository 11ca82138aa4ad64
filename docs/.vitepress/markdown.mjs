// What GitHub does with a page by itself, and the site does not.
import { drawSequence } from './sequence.mjs';

/** The bundler takes a path without a dot for a package. @param {string} path */
const relative = (path) => (path.startsWith('.') ? path : `./${path}`);

/**
 * A `<picture>` follows the system. The switch of the site is another thing: here, both pictures are in the page, and the one for
 * the other look is hidden.
 *
 * @param {any} markdown
 */
export function bothPictures(markdown) {
  const { html_block: asWritten } = markdown.renderer.rules;
  markdown.renderer.rules.html_block = (/** @type {any[]} */ tokens, /** @type {number} */ index, ...rest) => {
    const { content } = tokens[index];
    const [, dark] = /<source media="\(prefers-color-scheme: dark\)" srcset="([^"]+)"/.exec(content) ?? [];
    const [image, alt, light] = /<img alt="([^"]*)" src="([^"]+)" \/>/.exec(content) ?? [];
    if (!content.startsWith('<picture>') || !image || !dark) return asWritten(tokens, index, ...rest);
    return `<p><img class="only-light" alt="${alt}" src="${relative(light)}" /><img class="only-dark" alt="${alt}" src="${relative(dark)}" /></p>\n`;
  };
}

/** The style of both, for the head of each page. */
export const style = `
.vp-doc { overflow-wrap: anywhere }
.vp-doc table { overflow-wrap: normal }
.vp-doc pre { overflow-wrap: normal; overflow-x: auto }
html.dark .only-light, html:not(.dark) .only-dark { display: none }
.sequence { display: block; max-width: 100%; height: auto; font: 13px var(--vp-font-family-base) }
.sequence text { fill: var(--vp-c-text-1) }
.sequence .lifeline { stroke: var(--vp-c-divider) }
.sequence .actor { fill: var(--vp-c-bg-alt); stroke: var(--vp-c-border) }
.sequence .message { stroke: var(--vp-c-text-2); fill: none }
.sequence .answer { stroke-dasharray: 5 4 }
.sequence .head { fill: var(--vp-c-text-2); stroke: none }
.sequence .note { fill: var(--vp-c-brand-soft) }
.sequence .choice { fill: none; stroke: var(--vp-c-border) }
.sequence .condition { font-weight: 600 }
`;

/** Sequence diagrams in the language of Mermaid become pictures; other diagrams stay text. @param {any} markdown */
export function sequences(markdown) {
  const { fence } = markdown.renderer.rules;
  markdown.renderer.rules.fence = (/** @type {any[]} */ tokens, /** @type {number} */ index, ...rest) => {
    const { info, content } = tokens[index];
    const isSequence = info.trim() === 'mermaid' && content.startsWith('sequenceDiagram');
    if (!isSequence) return fence(tokens, index, ...rest);
    // `v-pre`: its texts are no templates.
    return `<div v-pre>${drawSequence(content)}</div>\n`;
  };
}
