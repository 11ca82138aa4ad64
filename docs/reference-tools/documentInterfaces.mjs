// A plugin of TypeDoc. The interfaces and functions of Media Foundation are generated from the metadata of Windows, which has no
// words for them: the reference names the method or the function that Microsoft documents.

/** @param {any} app */
export async function load(app) {
  const { Comment, ReflectionKind } = /** @type {any} */ (await import('typedoc'));
  app.converter.on('resolveBegin', (/** @type {any} */ { project }) => {
    // A page of 230 interfaces would be larger than all others together: their names are what AllInterfaces lists.
    const all = project.children.find((/** @type {any} */ { name }) => name === 'begin-end/media-foundation/all');
    for (const one of all.children.filter((/** @type {any} */ { name }) => /^I[A-Z]/.test(name)))
      project.removeReflection(one);
  });
  app.converter.on('resolveEnd', (/** @type {any} */ { project }) => {
    for (const method of project.getReflectionsByKind(ReflectionKind.Method)) {
      const owner = method.parent?.name;
      const isFunction = owner === 'AllFunctions' || owner === 'AllOfMediaFoundation';
      if (!isFunction && (!/^I[A-Z]/.test(owner) || method.parent.comment === undefined)) continue;
      for (const signature of method.signatures ?? []) {
        const text = `\`${isFunction ? '' : `${owner}::`}${method.name}\` of Windows.`;
        signature.comment ??= new Comment([{ kind: 'text', text }]);
      }
    }
  });
}
