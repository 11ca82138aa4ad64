export type Verb = 'Begin' | 'End' | 'Cancel';

/**
 * `BeginRead` → `EndRead`, `beginRead` → `endRead`, `MFBeginCreateFile` → `MFEndCreateFile`; a name that does not begin so
 * stands for itself.
 */
export const siblingName = (begin: string, verb: Verb): string =>
  begin.replace(/^(MF)?Begin/, `$1${verb}`).replace(/^begin/, verb.toLowerCase());

export const upperFirst = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
