// What users can import, with all its types, as one page that a review can read: api.md.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Only this check installs it: where types are checked, it may be missing.
const { Extractor, ExtractorConfig } = await import(createRequire(import.meta.url).resolve('@microsoft/api-extractor'));

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** The page, and what is wrong with the types. @returns {{ page: string, faults: string[] }} */
export function publicApi() {
  /** @type {string[]} */ const faults = [];
  const reports = Object.entries(manifest.exports).flatMap(([entry, { types }]) => {
    // A table of some 500 numbers, which is held by tests of its own.
    if (types === undefined || entry === './hresults') return [];
    return `# ${entry.replace('.', manifest.name)}\n\n${reportOf(types, faults)}`;
  });
  return { page: `${reports.join('\n\n')}\n`, faults };
}

/** @param {string} types the declarations of an entry @param {string[]} faults gets what is wrong with them */
function reportOf(types, faults) {
  const folder = mkdtempSync(join(tmpdir(), 'begin-end-api-'));
  try {
    const config = ExtractorConfig.prepare({
      configObject: {
        projectFolder: root,
        newlineKind: 'lf',
        mainEntryPointFilePath: join(root, types),
        compiler: { tsconfigFilePath: join(root, 'tsconfig.json') },
        apiReport: {
          enabled: true,
          reportFileName: 'report',
          reportFolder: folder,
          reportTempFolder: join(folder, 'new'),
        },
        docModel: { enabled: false },
        dtsRollup: { enabled: false },
        tsdocMetadata: { enabled: false },
        messages: {
          // No export is a preview, types that nobody needs by name are not exported, and comments are not written for TSDoc.
          extractorMessageReporting: { default: { logLevel: 'none' } },
          tsdocMessageReporting: { default: { logLevel: 'none' } },
        },
      },
      configObjectFullPath: undefined,
      packageJsonFullPath: join(root, 'package.json'),
    });
    Extractor.invoke(config, {
      localBuild: true,
      messageCallback(/** @type {{ logLevel: string, text: string, handled: boolean }} */ message) {
        message.handled = true;
        if (message.logLevel === 'error') faults.push(message.text);
      },
    });
    return withoutInterfaces(
      readFileSync(join(folder, 'report.api.md'), 'utf8').replace(/^[^]*?(?=```ts$)/m, ''),
      types,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The interfaces of Media Foundation are generated, from its metadata: what is written by hand is left. @param {string} report @param {string} types */
function withoutInterfaces(report, types) {
  if (!types.includes('media-foundation')) return report.trimEnd();
  return report
    .replaceAll(/^\/\/ @public(?: \(undocumented\))?\nexport interface I[A-Z]\w+ [^]*?^}\n\n/gm, '')
    .trimEnd();
}
