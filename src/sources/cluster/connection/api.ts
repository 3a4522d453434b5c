import type { Clock } from '../clock.ts';
import { decodeObject } from '../protobuf/envelope.ts';
import { STATUS } from '../protobuf/kinds.ts';
import { ApiError, BadAnswer, ConnectionError } from './failure.ts';
import { type Answer, type GetRequest, isProtobuf, type Transport } from './transport.ts';

/** One API server, asked with patience: who keeps silent for too long is given up. */
export interface Api {
  readonly transport: Transport;
  readonly clock: Clock;
  /** Milliseconds without a sign of life. */
  readonly patience: number;
}

/** An answer that is being read; every part of it that comes renews the patience. */
export interface Exchange {
  readonly answer: Answer;
  /** From here on it may be silent, since where nothing changes there is nothing to say; but it ends by then. */
  endWithin(milliseconds: number): void;
}

const MOST_OF_A_STATUS = 64_000;

/** Asks, and hands a good answer over; another one is thrown. Whatever is not read of it is cancelled. */
export async function exchange<T>(
  api: Api,
  request: GetRequest,
  use: (exchange: Exchange) => Promise<T>,
): Promise<T> {
  const begun = begin(api, request);
  try {
    return await use(await begun.exchange);
  } catch (error) {
    throw begun.reasonOf(error);
  } finally {
    begun.end();
  }
}

/** The same, for what is handed on as it comes. */
export async function* exchangeStream<T>(
  api: Api,
  request: GetRequest,
  use: (exchange: Exchange) => AsyncIterable<T>,
): AsyncGenerator<T> {
  const begun = begin(api, request);
  try {
    yield* use(await begun.exchange);
  } catch (error) {
    throw begun.reasonOf(error);
  } finally {
    begun.end();
  }
}

interface Begun {
  readonly exchange: Promise<Exchange>;
  /** An abort is reported in the words of whoever aborted. */
  reasonOf(error: unknown): unknown;
  end(): void;
}

function begin(api: Api, request: GetRequest): Begun {
  const end = new AbortController();
  const silent = patienceOf(api, () =>
    end.abort(new ConnectionError('SILENT', 'it does not answer')),
  );
  const signal = AbortSignal.any([request.signal, end.signal]);
  const ask = async (): Promise<Exchange> => {
    const answer = await api.transport.get({ ...request, signal });
    silent.touch();
    if (answer.status !== 200) throw await errorOf(answer, api.clock.now());
    return {
      answer: { ...answer, body: touching(answer.body, silent.touch) },
      endWithin: silent.endWithin,
    };
  };
  return {
    exchange: ask(),
    reasonOf: (error) =>
      end.signal.aborted && !request.signal.aborted ? end.signal.reason : error,
    end() {
      silent.cancel();
      end.abort(DONE);
    },
  };
}

async function* touching(
  body: AsyncIterable<Uint8Array>,
  touch: () => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    touch();
    yield chunk;
  }
}

interface Patience {
  touch(): void;
  endWithin(milliseconds: number): void;
  cancel(): void;
}

/** Of all aborts, nearly every one: the words of an error of its own would be made for nobody. */
const DONE = new ConnectionError('ABORTED', 'nobody waits for it any more');

const nothing = (): void => {};

/** One timer for a whole answer, which looks at the last sign of life when it fires. */
function patienceOf({ clock, patience }: Api, giveUp: () => void): Patience {
  let last = clock.now();
  let allowed = patience;
  let final = false;
  let cancel = nothing;
  const arm = (): void => {
    // A clock that is set back must not make it wait for longer than is allowed.
    last = Math.min(last, clock.now());
    cancel = clock.after(Math.max(last + allowed - clock.now(), 1), () => {
      if (clock.now() >= last + allowed) giveUp();
      else arm();
    });
  };
  arm();
  return {
    touch() {
      if (!final) last = clock.now();
    },
    endWithin(milliseconds) {
      final = true;
      allowed = milliseconds;
      last = clock.now();
      cancel();
      arm();
    },
    cancel: () => cancel(),
  };
}

/** The whole answer as JSON. */
export function getJson(api: Api, request: GetRequest): Promise<unknown> {
  return exchange(api, request, async ({ answer }) => parseJson(await textOf(answer.body), answer));
}

const textOf = async (body: AsyncIterable<Uint8Array>): Promise<string> =>
  (await bytesOf(body)).toString('utf8');

async function bytesOf(
  body: AsyncIterable<Uint8Array>,
  most = Number.POSITIVE_INFINITY,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > most) break;
  }
  return Buffer.concat(chunks);
}

export function parseJson(text: string, { headers }: Pick<Answer, 'headers'>): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const type = headers['content-type'] ?? '';
    throw new BadAnswer(
      type.includes('json')
        ? 'it answers with broken JSON'
        : `it answers with ${type === '' ? 'something' : type} where an API server gives JSON; a proxy or login page may stand before it`,
    );
  }
}

async function errorOf(answer: Answer, now: number): Promise<Error> {
  const bytes = await bytesOf(answer.body, MOST_OF_A_STATUS).catch(() => Buffer.alloc(0));
  const { status, headers } = answer;
  const date = Date.parse(headers['date'] ?? '');
  return apiErrorOf(statusObject(bytes, answer), status, {
    retryAfter: retryAfterOf(headers['retry-after'], now),
    serverTime: Number.isNaN(date) ? undefined : date,
  });
}

function statusObject(bytes: Buffer, answer: Answer): unknown {
  try {
    return isProtobuf(answer) ? decodeObject(STATUS, bytes) : JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** From a Status object, as it stands in answers and in ERROR events. */
export function apiErrorOf(
  status: unknown,
  fallback: number,
  more?: ConstructorParameters<typeof ApiError>[3],
): ApiError {
  const object = typeof status === 'object' && status !== null ? status : {};
  const code = 'code' in object && typeof object.code === 'number' ? object.code : fallback;
  const reason = 'reason' in object && typeof object.reason === 'string' ? object.reason : '';
  const message =
    'message' in object && typeof object.message === 'string'
      ? object.message
      : `it answers with status ${code}`;
  return new ApiError(code, reason, message, more);
}

/** Seconds, or a date. */
function retryAfterOf(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(date - now, 0);
}
