import { toBeginEnd } from 'begin-end';

export const { BeginGreet, EndGreet } = toBeginEnd(
  {
    async greet(name: string) {
      if (name === '') throw new RangeError('expected a name');
      return `Hello, ${name}`;
    },
  },
  'greet',
);
