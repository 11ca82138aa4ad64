// @ts-nocheck: plain JavaScript, as short as it can be.
// Bytes of JavaScript ↔ samples of Media Foundation, and what all programs here need that read or make some.

export const anyStream = 0xfffffffe; // MF_SOURCE_READER_ANY_STREAM
export const endOfStream = 0x2; // MF_SOURCE_READERF_ENDOFSTREAM

export const MF_MT_MAJOR_TYPE = '48eba18e-f8c9-4687-bf11-0a74c9f96a8f';
export const MF_MT_SUBTYPE = 'f7e34c9a-42e8-4714-b74b-cb29d72c35e5';
export const MFMediaType_Audio = '73647561-0000-0010-8000-00aa00389b71';
export const MFAudioFormat_PCM = '00000001-0000-0010-8000-00aa00389b71';
const MF_MT_AUDIO_NUM_CHANNELS = '37e48bf5-645e-4c5b-89de-ada9e29b696a';
const MF_MT_AUDIO_SAMPLES_PER_SECOND = '5faeeae7-0290-4c31-9e8a-c534f68d9dba';
const MF_MT_AUDIO_AVG_BYTES_PER_SECOND = '1aab75c8-cfef-451c-ab95-ac034b8e1731';
const MF_MT_AUDIO_BLOCK_ALIGNMENT = '322de230-9eeb-43bd-ab7a-ff412251541d';
const MF_MT_AUDIO_BITS_PER_SAMPLE = 'f2deb57f-40fa-4764-aa33-ed4f2d1ff669';

/** The media type of 16-bit samples. */
export function pcmType(mf, { rate = 8000, channels = 1 } = {}) {
  const type = mf.MFCreateMediaType();
  type.SetGUID(MF_MT_MAJOR_TYPE, MFMediaType_Audio);
  type.SetGUID(MF_MT_SUBTYPE, MFAudioFormat_PCM);
  type.SetUINT32(MF_MT_AUDIO_NUM_CHANNELS, channels);
  type.SetUINT32(MF_MT_AUDIO_SAMPLES_PER_SECOND, rate);
  type.SetUINT32(MF_MT_AUDIO_BITS_PER_SAMPLE, 16);
  type.SetUINT32(MF_MT_AUDIO_BLOCK_ALIGNMENT, 2 * channels);
  type.SetUINT32(MF_MT_AUDIO_AVG_BYTES_PER_SECOND, 2 * channels * rate);
  return type;
}

/** A sample with a copy of the bytes. The times are in units of 100 ns. */
export function sampleOf(mf, bytes, time, duration) {
  const buffer = mf.MFCreateMemoryBuffer(bytes.length);
  mf.writeMemory(buffer.Lock(null), bytes);
  buffer.Unlock();
  buffer.SetCurrentLength(bytes.length);
  const sample = mf.MFCreateSample();
  sample.AddBuffer(buffer);
  buffer[Symbol.dispose]();
  sample.SetSampleTime(time);
  sample.SetSampleDuration(duration);
  return sample;
}

/** A copy of the bytes of a sample. */
export function bytesOf(mf, sample) {
  const buffer = sample.ConvertToContiguousBuffer();
  const { buffer: memory, currentLength } = buffer.Lock();
  try {
    return mf.readMemory(memory, currentLength);
  } finally {
    buffer.Unlock();
    buffer[Symbol.dispose]();
  }
}

/** Reads the first stream of a source reader to its end. */
export async function readAll(mf, reader) {
  const parts = [];
  for (;;) {
    const { streamFlags, sample } = await reader.ReadSample(anyStream, 0);
    if (sample) {
      parts.push(bytesOf(mf, sample));
      sample[Symbol.dispose]();
    }
    if (streamFlags & endOfStream) return Buffer.concat(parts);
  }
}
