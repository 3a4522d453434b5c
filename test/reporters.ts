import { join } from 'node:path';

/** What Vitest prints, and beside it a report as JSON where MESHPATH_TEST_REPORTS names a folder. */
export function reporters(name: string) {
  const folder = process.env['MESHPATH_TEST_REPORTS'] ?? '';
  return folder === ''
    ? { reporters: ['default'] }
    : { reporters: ['default', 'json'], outputFile: { json: join(folder, `${name}.json`) } };
}
