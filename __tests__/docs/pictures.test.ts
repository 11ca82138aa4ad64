import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

import { drawTimeline, lanesOf, type Told } from '../../docs/.vitepress/playground/timeline.mjs';
import { drawSequence } from '../../docs/.vitepress/sequence.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

test('the pictures of the guides, drawn by the library of today, are those in docs/pictures', () => {
  const args = ['docs/.vitepress/pictures.mjs', '--check'];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  expect({ status, stderr }).toStrictEqual({ status: 0, stderr: '' });
});

const sequences = readdirSync(join(root, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .flatMap((name) =>
    Array.from(
      readFileSync(join(root, 'docs', name), 'utf8').matchAll(/^```mermaid\n(sequenceDiagram\n.*?)^```$/gms),
      ([, text = '']) => ({
        name,
        text,
      }),
    ),
  );

test.each(sequences)('a sequence of $name, drawn, has all its messages', ({ text }) => {
  const svg = drawSequence(text);
  const messages = Array.from(text.matchAll(/>>\w+: (.+)$/gm), ([, message = '']) => message);
  expect(messages.length).toBeGreaterThan(0);
  for (const message of messages)
    expect(svg).toContain(
      `>${message.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}</text>`,
    );
});

test.each(['opt perhaps', 'end', 'participant', 'A-)B: not an arrow that is known'])(
  "a sequence with '%s', which is not understood, is refused",
  (line) => {
    expect(() => drawSequence(`sequenceDiagram\nparticipant A\nparticipant B\n${line}`)).toThrow(/not understood/);
  },
);

const told = (event: string, at: number, more: Partial<Told> = {}): Told => ({
  event,
  at,
  id: 1,
  name: 'BeginRead',
  direction: 'fromBeginEnd',
  text: '',
  ...more,
});

test('a timeline of names and values that look like markup, has them as text', () => {
  const evil = '</text><script>"&';
  const svg = drawTimeline(lanesOf([told('start', 0, { args: [evil] }), told('error', 1, { text: evil })]), {
    width: 700,
  });
  expect(svg).not.toContain('<script');
  expect(svg).toContain('&lt;script&gt;&quot;&amp;');
});

test('a timeline of more operations than it has room for, says how many it leaves out', () => {
  const events = Array.from({ length: 100 }, (_, index) => told('start', index, { id: index }));
  const svg = drawTimeline(lanesOf(events), { width: 700 });
  expect(svg.match(/class="lane/g)).toHaveLength(60);
  expect(svg).toContain('… and 40 more');
});

test('an operation that was given up, and ends late, is dashed from its abort on', () => {
  const events = [told('start', 0), told('cancel', 10), told('late', 30), told('asyncEnd', 30)];
  expect(lanesOf(events)).toMatchObject([{ begun: 0, given: 10, ended: 30 }]);
});
