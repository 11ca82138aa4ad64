import { scalars } from '../facts/kinds.js';
import { isReference, mostWords, wordsOf, type Method } from '../facts/interfaces.js';

/** What the addon has to know of a method: see words.h and addon.h. */
export interface Signature {
  /** How each word is passed, two bits each. */
  readonly kinds: number;
  /** How many words there are. */
  readonly count: number;
  readonly returnsFloat: boolean;
  /** A bit for each word that is an interface going in. */
  readonly references: number;
  /** A bit for each word that points to a reference coming out. */
  readonly referencesOut: number;
}

/** In a register for floats, where one is left. */
const FLOAT_WORD = 1;
/** A GUID by value: it takes two words. */
const STRUCTURE = 2;

const isFloat = (kind: string): boolean => scalars[kind]?.isFloat === true;

/**
 * @param isMethod whether the object comes first
 * @throws TypeError where it has more parameters than a call can have
 */
export function signatureOf({ name, parameters, returns }: Method, isMethod: boolean): Signature {
  const first = isMethod ? 1 : 0;
  let kinds = 0;
  let references = first;
  let referencesOut = 0;
  let at = first;
  for (const parameter of parameters) {
    if (parameter.direction !== 'in') {
      if (isReference(parameter)) referencesOut |= 1 << at;
    } else {
      if (isReference(parameter)) references |= 1 << at;
      if (isFloat(parameter.kind)) kinds |= FLOAT_WORD << (2 * at);
      if (parameter.kind === 'guidvalue') kinds |= STRUCTURE << (2 * at);
    }
    at += wordsOf(parameter);
  }
  if (at > mostWords) throw new TypeError(`${name}: a method has at most ${mostWords - first} parameters`);
  return { kinds: kinds >>> 0, count: at, returnsFloat: isFloat(returns), references, referencesOut };
}
