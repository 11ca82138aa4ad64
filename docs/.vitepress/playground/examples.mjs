import { readdirSync, readFileSync } from 'node:fs';

/** The programs of examples/, in the order of their files. The first line of each is its title. */
export function examples() {
  const folder = new URL('examples/', import.meta.url);
  return readdirSync(folder)
    .toSorted()
    .map((file) => {
      const code = readFileSync(new URL(file, folder), 'utf8');
      return { name: file.replace(/^\d+-|\.js$/g, ''), title: /^\/\/ (.+)/.exec(code)?.[1] ?? file, code };
    });
}
