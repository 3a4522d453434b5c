import { isRaw, type Raw } from '../../../inventory/raise.ts';
import { apiErrorOf } from '../connection/api.ts';
import { type ApiError, BadAnswer } from '../connection/failure.ts';
import { Cursor, decode } from '../protobuf/decode.ts';
import { decodeObject } from '../protobuf/envelope.ts';
import { STATUS, WATCH_EVENT } from '../protobuf/kinds.ts';
import type { Message } from '../protobuf/message.ts';

/** One line, or frame, of a watch. */
export type WatchEvent =
  | { readonly type: 'changed'; readonly object: Raw; readonly version: string }
  | { readonly type: 'deleted'; readonly object: Raw; readonly version: string }
  | { readonly type: 'bookmark'; readonly version: string; readonly initialEventsEnd: boolean }
  | { readonly type: 'error'; readonly error: ApiError }
  /** Of a type that is not known, or without what makes an object. */
  | { readonly type: 'other' };

const INITIAL_EVENTS_END = 'k8s.io/initial-events-end';

/** A line of JSON. */
export function readEvent(line: string): WatchEvent {
  const event = parse(line);
  return isRaw(event) && isRaw(event['object'])
    ? eventOf(event['type'], event['object'])
    : { type: 'other' };
}

/** A frame of protocol buffers: `meta.v1.WatchEvent`. What went wrong is told by a `meta.v1.Status`. */
export function readFrame(frame: Buffer, message: Message, cursor = new Cursor()): WatchEvent {
  const { type, object } = decode(WATCH_EVENT, cursor.over(frame), frame.length);
  const raw = isRaw(object) ? object['raw'] : undefined;
  if (typeof type !== 'string' || !TYPES.has(type) || !Buffer.isBuffer(raw))
    return { type: 'other' };
  return eventOf(type, decodeObject(type === 'ERROR' ? STATUS : message, raw, cursor));
}

const TYPES: ReadonlySet<string> = new Set(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR']);

function eventOf(type: unknown, object: Raw): WatchEvent {
  const version = versionOf(object);
  switch (type) {
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
