// Streams: a byte stream of Media Foundation as a ReadableStream
import { byteStreamFrom, readableStreamOf } from 'begin-end';

const file = byteStreamFrom(new Blob(['Begin and End']));

// Nothing is read ahead: each chunk is one BeginRead, when it is asked for.
for await (const chunk of chunksOf(readableStreamOf(file, { chunkSize: 6 }))) {
  console.log(new TextDecoder().decode(chunk));
}
// → Begin
// → and En
// → d

// Not every browser has `for await` over a stream.
async function* chunksOf(stream) {
  const reader = stream.getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    yield value;
  }
}
