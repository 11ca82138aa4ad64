import { hresultName, type HRESULT } from '../../contract/hresult.js';
import { HResultError } from '../../contract/HResultError.js';

/** The call that a value is an argument of, for messages. What the value is called there stands beside it. */
export interface Place {
  /** The interface and its method, or the function. */
  readonly where: string;
  /** The method, or the function. */
  readonly method: string;
}

/** @param owner the interface; none for a function */
export const placeOf = (method: string, owner = ''): Place => ({
  where: owner === '' ? method : `${owner}.${method}`,
  method,
});

/** An error for an argument that native code would refuse with an HRESULT. */
export function refusal({ where, method }: Place, hresult: HRESULT, fault: string): HResultError {
  return new HResultError(hresult, method, { message: `${where}: ${fault} (${hresultName(hresult)})` });
}
