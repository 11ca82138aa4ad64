// Events: from an iterable to BeginGetEvent, and to a loop
import { eventGeneratorFrom, eventsOf } from 'begin-end';

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const event = (value) => ({
  GetType: () => 1,
  GetExtendedType: () => '00000000-0000-0000-0000-000000000000',
  GetStatus: () => 0,
  GetValue: () => value,
});

async function* start() {
  for (const word of ['ready', 'steady', 'go']) {
    await sleep(60);
    yield event(word);
  }
}

// What callback code wants to be given: an IMFMediaEventGenerator.
const generator = eventGeneratorFrom(start());

// And back: each turn of the loop begins BeginGetEvent once more. The last one fails, because nothing more comes.
for await (const each of eventsOf(generator)) {
  console.log(each.GetValue());
}
// → ready
// → steady
// → go
console.log('over'); // → over
