import { isRaw, type Raw } from '../../../inventory/raise.ts';
import { type Api, exchange, parseJson } from '../connection/api.ts';
import { BadAnswer } from '../connection/failure.ts';
import {
  type Answer,
  type GetRequest,
  isProtobuf,
  PROTOBUF_TYPE,
} from '../connection/transport.ts';
import { ProtobufListItems } from '../protobuf/protobuf-list-items.ts';
import { versionOf } from './events.ts';
import type { ListForm } from './list-form.ts';
import { ListItems, type ListReader } from './list-items.ts';

const PAGE_SIZE = 500;

/** No page of 500 objects is as large. */
const LARGEST_PAGE = 1024 * 1024 * 1024;

/** No cluster is: who sends more would go on for ever. */
const MOST_PAGES = 4000;

/** A server may filter all objects out of a page, but hardly out of so many in a row. */
const MOST_EMPTY_PAGES = 20;

/**
 * Reads a list in pages and hands over the objects as they come; `take` says how many of them had not come before.
 * The next page is asked for as soon as its token is seen, while the present one still comes. Returns the version to
 * watch from.
 */
export async function readList(
  api: Api,
  request: GetRequest,
  form: ListForm,
  take: (objects: readonly Raw[]) => number,
): Promise<string> {
  const end = new AbortController();
  const signal = AbortSignal.any([request.signal, end.signal]);
  const accept = form.message === undefined ? request.accept : PROTOBUF_TYPE;
  const ask = (token: string): PendingPage =>
    begin(api, { ...request, accept, signal }, form, token, take);
  let first: string | undefined;
  let empty = 0;
  try {
    let page = ask('');
    for (let pages = 1; ; pages += 1) {
      // One after the other: at most two pages are under way.
      const token = await page.token;
      const next = token === '' ? undefined : ask(token);
      const { fresh, version } = await page.whole;
      // Pages are of one moment; where a server lets later ones be newer, what is missed between must still come.
      first ??= version;
      if (next === undefined) return first;
      empty = fresh === 0 ? empty + 1 : 0;
      if (empty >= MOST_EMPTY_PAGES || pages >= MOST_PAGES)
        throw new BadAnswer('it sends pages of a list without an end');
      page = next;
    }
  } finally {
    end.abort();
  }
}

interface Page {
  /** How many of its objects had not come before. */
  readonly fresh: number;
  readonly version: string;
}

interface PendingPage {
  /** Of the next page; empty where there is none, or where this one fails. */
  readonly token: Promise<string>;
  readonly whole: Promise<Page>;
}

function begin(
  api: Api,
  request: GetRequest,
  form: ListForm,
  token: string,
  take: (objects: readonly Raw[]) => number,
): PendingPage {
  const next = Promise.withResolvers<string>();
  const query = {
    ...request.query,
    limit: String(PAGE_SIZE),
    ...(token !== '' && { continue: token }),
  };
  const whole = exchange(api, { ...request, query }, async ({ answer }) => {
    const list = readerFor(answer, form, next.resolve);
    let size = 0;
    let fresh = 0;
    for await (const chunk of answer.body) {
      size += chunk.length;
      if (size > LARGEST_PAGE) throw new BadAnswer('it sends a page of a list without an end');
      const items = list.push(chunk);
      if (items.length > 0) fresh += take(items);
    }
    const rest = list.finish();
    if (!isRaw(rest) || !(Array.isArray(rest['items']) || rest['items'] === null))
      throw new BadAnswer('it answers a list with something else');
    next.resolve(isRaw(rest['metadata']) ? tokenOf(rest['metadata']) : '');
    return { fresh, version: versionOf(rest) };
  });
  // Whoever waits for the token goes on to wait for the page, and is told there.
  whole.catch(() => next.resolve(''));
  return { token: next.promise, whole };
}

/** Who was asked for protocol buffers may give JSON. */
function readerFor(
  answer: Answer,
  { message, leaveOutManagedFields }: ListForm,
  onToken: (token: string) => void,
): ListReader {
  if (message !== undefined && isProtobuf(answer))
    return new ProtobufListItems({ message, onMetadata: (it) => onToken(tokenOf(it)) });
  return new ListItems({
    parse: (text) => parseJson(text, answer),
    leaveOutManagedFields,
    onHead: (text) => {
      const early = earlyToken(text);
      if (early !== undefined) onToken(early);
    },
  });
}

const tokenOf = ({ continue: token }: Raw): string => (typeof token === 'string' ? token : '');

/** From a list's beginning, where its metadata come before its items. A token is base64. */
const earlyToken = (head: string): string | undefined =>
  /"metadata":\s*\{[^{}]*?"continue":\s*"([^"\\]*)"/.exec(head)?.[1];
