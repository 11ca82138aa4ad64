// A plugin of TypeDoc. The interfaces of Media Foundation are generated from the metadata of Windows, which has no words for
// their methods: the reference names the method that Microsoft documents.

/** @param {any} app */
export async function load(app) {
  const { Comment, ReflectionKind } = /** @type {any} */ (await import('typedoc'));
  app.converter.on('resolveEnd', (/** @type {any} */ { project }) => {
    for (const method of project.getReflectionsByKind(ReflectionKind.Method)) {
      if (!/^IMF|^IUnknown|^I[A-Z]/.test(method.parent?.name) || method.parent.comment === undefined) continue;
      for (const signature of method.signatures ?? []) {
        const text = `\`${method.parent.name}::${method.name}\` of Windows.`;
        signature.comment ??= new Comment([{ kind: 'text', text }]);
      }
    }
  });
}
