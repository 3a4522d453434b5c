import { readFileSync } from 'node:fs';

import { UserError } from '../../../lib/user-error.ts';
import type { ChosenContext } from './kubeconfig.ts';

/** `…-data` in base64 wins over the file. */
export function pem(
  { from }: Pick<ChosenContext, 'from'>,
  field: string,
  data: string | undefined,
  path: string | undefined,
): string | undefined {
  if (data !== undefined && data !== '') return Buffer.from(data, 'base64').toString('utf8');
  if (path === undefined || path === '') return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UserError(
      `The file ${path} (${field} in ${from}) cannot be read: ${reasonOf(error)}. Mend the path, or choose another context with --context.`,
      3,
    );
  }
}

export function tokenFrom(
  { from }: Pick<ChosenContext, 'from'>,
  path: string,
  fallback: string | undefined,
): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if (fallback !== undefined && fallback !== '') return fallback;
    throw new UserError(
      `The file ${path} (tokenFile in ${from}) cannot be read: ${reasonOf(error)}. Mend the path, or choose another context with --context.`,
      3,
    );
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
      return 'it is not there';
    case 'EACCES':
      return 'you may not read it';
    case 'EISDIR':
      return 'it is a folder';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
