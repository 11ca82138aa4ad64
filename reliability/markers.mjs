/** Puts generated text between `<!-- NAME -->` and `<!-- /NAME -->`. @param {string} page @param {string} name @param {string} text */
export function replaceBetweenMarkers(page, name, text) {
  const [before, rest] = page.split(`<!-- ${name} -->`);
  const after = rest?.split(`<!-- /${name} -->`)[1];
  if (before === undefined || after === undefined) throw new Error(`the page has no place for '${name}'`);
  return `${before}<!-- ${name} -->\n\n${text}\n\n<!-- /${name} -->${after}`;
}
