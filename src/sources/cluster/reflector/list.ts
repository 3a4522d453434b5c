import { isRaw, type Raw } from '../../../inventory/raise.ts';
import { deferred } from '../../../lib/deferred.ts';
import { type Api, exchange, parseJson } from '../connection/api.ts';
import { BadAnswer } from '../connection/failure.ts';
import type { GetRequest } from '../connection/transport.ts';
import { versionOf } from './events.ts';

const PAGE_SIZE = 500;

/** No page of 500 objects is as large. */
const LARGEST_PAGE = 1024 * 1024 * 1024;

/** The token stands before the items, within so many bytes. */
const HEAD = 4096;

/**
 * Reads a list in pages and hands over each page's objects; `take` says how many of them had not come before.
 * The next page is asked for as soon as its token is seen, while the present one still comes. Returns the version to
 * watch from.
 */
export async function readList(
  api: Api,
  request: GetRequest,
  take: (objects: readonly Raw[]) => number,
): Promise<string> {
  const end = new AbortController();
  const signal = AbortSignal.any([request.signal, end.signal]);
  const ask = (token: string): PendingPage => begin(api, { ...request, signal }, token);
  try {
    let page = ask('');
    for (;;) {
      // One after the other: at most two pages are under way.
      const token = await page.token;
      const next = token === '' ? undefined : ask(token);
      const { items, version } = await page.whole;
      if (take(items) === 0 && next !== undefined)
        throw new BadAnswer('it sends pages of a list without an end');
      if (next === undefined) return version;
      page = next;
    }
  } finally {
    end.abort();
  }
}

interface Page {
  readonly items: readonly Raw[];
  readonly version: string;
}

interface PendingPage {
  /** Of the next page; empty where there is none, or where this one fails. */
  readonly token: Promise<string>;
  readonly whole: Promise<Page>;
}

function begin(api: Api, request: GetRequest, token: string): PendingPage {
  const next = deferred<string>();
  const query = {
    ...request.query,
    limit: String(PAGE_SIZE),
    ...(token !== '' && { continue: token }),
  };
  const whole = exchange(api, { ...request, query }, async ({ answer }) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of answer.body) {
      chunks.push(chunk);
      if (size < HEAD) {
        const early = earlyToken(Buffer.concat(chunks).toString('latin1'));
        if (early !== undefined) next.resolve(early);
      }
      size += chunk.length;
      if (size > LARGEST_PAGE) throw new BadAnswer('it sends a page of a list without an end');
    }
    const list = parseJson(Buffer.concat(chunks).toString('utf8'), answer);
    if (!isRaw(list) || !(Array.isArray(list['items']) || list['items'] === null))
      throw new BadAnswer('it answers a list with something else');
    const metadata = isRaw(list['metadata']) ? list['metadata'] : {};
    const later = metadata['continue'];
    next.resolve(typeof later === 'string' ? later : '');
    const items: readonly unknown[] = list['items'] ?? [];
    return { items: items.filter(isRaw), version: versionOf(list) };
  });
  // Whoever waits for the token goes on to wait for the page, and is told there.
  whole.catch(() => next.resolve(''));
  return { token: next.promise, whole };
}

/** From a list's beginning, where its metadata come before its items. A token is base64. */
function earlyToken(head: string): string | undefined {
  const items = head.indexOf('"items"');
  const metadata = /"metadata":\{[^{}]*?"continue":"([^"\\]*)"/.exec(
    items < 0 ? head : head.slice(0, items),
  );
  return metadata?.[1];
}
