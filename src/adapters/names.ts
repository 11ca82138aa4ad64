export type Verb = 'Begin' | 'End' | 'Cancel';

/** `BeginRead` → `EndRead`, `beginRead` → `endRead`; a name that does not begin so stands for itself. */
export const siblingName = (begin: string, verb: Verb): string =>
  begin.replace(/^Begin/, verb).replace(/^begin/, verb.toLowerCase());

export const upperFirst = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
