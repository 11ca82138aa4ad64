import { InvalidArgumentError } from 'commander';

/** What an option means that takes a number of things. @param {string} text */
export function count(text) {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number from 1.');
}
