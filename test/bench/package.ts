import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import type { Row } from './table.ts';

const ROOT = join(import.meta.dirname, '../..');
const BUDGET_MB = 1.5;

/** Builds it, as `npm pack` does. */
export function packageRow(): Row {
  const output = execFileSync('npm', ['pack', '--dry-run', '--json'], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // What the build says comes before it.
  const bytes = Number(/"unpackedSize":\s*(\d+)/.exec(output)?.[1]);
  return {
    what: '`npm pack`, unpacked',
    figure: `${(bytes / 1e6).toFixed(2)} MB`,
    value: bytes / 1e6,
    budget: BUDGET_MB,
    limit: `≤ ${BUDGET_MB} MB`,
  };
}
