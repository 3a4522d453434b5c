import { isRaw, type Raw } from '../../../inventory/raise.ts';
import { apiErrorOf } from '../connection/api.ts';
import { type ApiError, BadAnswer } from '../connection/failure.ts';

/** One line of a watch. */
export type WatchEvent =
  | { readonly type: 'changed'; readonly object: Raw; readonly version: string }
  | { readonly type: 'deleted'; readonly object: Raw; readonly version: string }
  | { readonly type: 'bookmark'; readonly version: string; readonly initialEventsEnd: boolean }
  | { readonly type: 'error'; readonly error: ApiError }
  /** Of a type that is not known, or without what makes an object. */
  | { readonly type: 'other' };

const INITIAL_EVENTS_END = 'k8s.io/initial-events-end';

export function readEvent(line: string): WatchEvent {
  const event = parse(line);
  const object = isRaw(event) && isRaw(event['object']) ? event['object'] : undefined;
  if (!isRaw(event) || object === undefined) return { type: 'other' };
  const version = versionOf(object);
  switch (event['type']) {
    case 'ADDED':
    case 'MODIFIED':
      return { type: 'changed', object, version };
    case 'DELETED':
      return { type: 'deleted', object, version };
    case 'BOOKMARK':
      return { type: 'bookmark', version, initialEventsEnd: endsInitialEvents(object) };
    case 'ERROR':
      return { type: 'error', error: apiErrorOf(object, 500) };
    default:
      return { type: 'other' };
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new BadAnswer('it sends a watch event that is no JSON');
  }
}

/** The resource version of an object or list; empty where there is none. */
export function versionOf(object: Raw): string {
  const metadata = object['metadata'];
  const version = isRaw(metadata) ? metadata['resourceVersion'] : undefined;
  return typeof version === 'string' ? version : '';
}

function endsInitialEvents({ metadata }: Raw): boolean {
  const annotations = isRaw(metadata) ? metadata['annotations'] : undefined;
  return isRaw(annotations) && annotations[INITIAL_EVENTS_END] === 'true';
}

/**
 * Whether `version` is older than `than`. Versions are the store's revisions and grow; what is no number is not
 * compared.
 */
export function isOlder(version: string, than: string): boolean {
  if (!/^\d+$/.test(version) || !/^\d+$/.test(than)) return false;
  return version.length === than.length ? version < than : version.length < than.length;
}
