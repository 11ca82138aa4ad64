// A WAV file in memory: 16-bit samples of one channel.

/** Where the samples begin: behind the headers of RIFF, `fmt ` and `data`. */
export const dataAt = 44;

/** A tone, as a WAV file. */
export function tone({ seconds = 1, rate = 8000, pitch = 20 } = {}) {
  const count = Math.round(seconds * rate);
  const file = Buffer.alloc(dataAt + count * 2);
  file.write('RIFF', 0);
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(rate * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(count * 2, 40);
  for (let i = 0; i < count; i += 1) {
    file.writeInt16LE(Math.round(10_000 * Math.sin(i / pitch)), dataAt + i * 2);
  }
  return file;
}
