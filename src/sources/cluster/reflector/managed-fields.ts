import { DEPTH_STEPS } from './json-depth.ts';

/** Text that stands in JSON at this key alone: inside of a string its quotes would be escaped. */
const KEY = '"managedFields":[';

const QUOTE = '"'.charCodeAt(0);
const BACKSLASH = '\\'.charCodeAt(0);

/** An object in JSON without its first managedFields, which are half of a Pod: to parse them is half of the work. */
export function withoutManagedFields(json: string): string {
  let key = json.indexOf(KEY);
  // It may be the end of another key, with a quote in it.
  while (json.charCodeAt(key - 1) === BACKSLASH) key = json.indexOf(KEY, key + 1);
  if (key < 0) return json;
  const from = key + KEY.length - 1;
  const end = usualEnd(json, from) ?? endOfList(json, from);
  return end === undefined ? json : `${json.slice(0, from)}null${json.slice(end)}`;
}

/** They stand last in the metadata. */
const USUAL_END = ']},"spec":';

/**
 * No string holds this: its quotes would be escaped. And where no list begins before it, what it ends can be no other
 * one. To search for it costs a tenth of walking through all of them.
 */
function usualEnd(json: string, from: number): number | undefined {
  const end = json.indexOf(USUAL_END, from);
  const next = json.indexOf('[', from + 1);
  return end >= 0 && (next < 0 || next > end) ? end + 1 : undefined;
}

function endOfList(json: string, from: number): number | undefined {
  let depth = 0;
  for (let at = from; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) at = endOfString(json, at);
    depth += DEPTH_STEPS[code] ?? 0;
    if (depth === 0) return at + 1;
  }
  return undefined;
}

function endOfString(json: string, from: number): number {
  let at = from + 1;
  for (let code = json.charCodeAt(at); at < json.length && code !== QUOTE;) {
    at += code === BACKSLASH ? 2 : 1;
    code = json.charCodeAt(at);
  }
  return at;
}
