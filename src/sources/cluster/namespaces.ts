import { isRaw } from '../../inventory/raise.ts';
import type { Api } from './connection/api.ts';
import { isForbidden } from './connection/failure.ts';
import { METADATA_LIST_TYPE } from './connection/transport.ts';
import { WHOLE } from './reflector/list-form.ts';
import { readList } from './reflector/list.ts';

/** Each costs a request and a watch for every kind; who needs more names them. */
const MOST = 100;

/**
 * Where to read if not everywhere at once: the namespaces that were asked for, else those that may be listed, else
 * the context's own.
 */
export async function readableNamespaces(
  api: Api,
  wanted: readonly string[],
  fallback: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (wanted.length > 0) return [...new Set(wanted)];
  const names = [fallback];
  try {
    await readList(
      api,
      { path: '/api/v1/namespaces', accept: METADATA_LIST_TYPE, signal },
      WHOLE,
      (items) => {
        for (const { metadata } of items)
          if (isRaw(metadata) && typeof metadata['name'] === 'string') names.push(metadata['name']);
        return items.length;
      },
    );
  } catch (error) {
    // Often forbidden where lists are.
    if (!isForbidden(error)) throw error;
  }
  return [...new Set(names)].slice(0, MOST);
}
