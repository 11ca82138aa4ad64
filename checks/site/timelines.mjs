/** How each example of the playground ends, and what its timeline shows. @type {Record<string, { state: string, lanes: string[] }>} */
export const timelines = {
  await: { state: 'ended', lanes: ['1 BeginRead: Begin Invoke End', '2 BeginRead: Begin Invoke error End'] },
  offer: { state: 'ended', lanes: ['1 BeginDivide: Begin Invoke over', '2 BeginDivide: Begin error Invoke over'] },
  both: {
    state: 'ended',
    lanes: [
      '1 BeginPrice: Begin Invoke End',
      '2 BeginPrice: Begin Invoke over',
      '3 BeginPrice: Begin Invoke End',
      '4 BeginPrice: Begin Invoke over',
    ],
  },
  'wait-and-abandon': {
    state: 'ended',
    lanes: ['1 BeginRead: Begin abort Invoke error End', '2 BeginRead: Begin abort Invoke error late End'],
  },
  buffers: { state: 'ended', lanes: ['1 BeginFill: Begin abort Invoke late End'] },
  'double-invoke': { state: 'ended', lanes: ['1 BeginPlay: Begin Invoke End second-invoke'] },
  'lost-callback': { state: 'time limit', lanes: ['1 BeginAsk: Begin Invoke End', '2 BeginAsk: Begin abort'] },
  'one-signal': {
    state: 'ended',
    lanes: [
      '1 BeginLoad: Begin Invoke End',
      '2 BeginLoad: Begin Invoke over',
      '3 BeginLoad: Begin Invoke End',
      '4 BeginLoad: Begin Invoke over',
      '5 BeginLoad: Begin abort Invoke error End',
      '6 BeginLoad: Begin Cancel error Invoke over',
      '7 BeginLoad: Begin abort Invoke error End',
      '8 BeginLoad: Begin Cancel error Invoke over',
    ],
  },
  events: {
    state: 'ended',
    lanes: [
      '1 BeginGetEvent: Begin Invoke End',
      '2 BeginGetEvent: Begin Invoke End',
      '3 BeginGetEvent: Begin Invoke End',
      '4 BeginGetEvent: Begin Invoke error End',
    ],
  },
  streams: {
    state: 'ended',
    lanes: [
      '1 BeginRead: Begin Invoke End',
      '2 BeginRead: Begin Invoke End',
      '3 BeginRead: Begin Invoke End',
      '4 BeginRead: Begin Invoke End',
    ],
  },
};
