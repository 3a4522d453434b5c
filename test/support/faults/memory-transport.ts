import type { Answer, Transport } from '../../../src/sources/cluster/connection/transport.ts';
import type { ApiServer } from './api-server.ts';

/** Reaches a server without a network, and with it in no time. */
export function memoryTransport(server: ApiServer): Transport {
  const end = new AbortController();
  return {
    async get({ path, query = {}, accept, signal }): Promise<Answer> {
      const closed = AbortSignal.any([signal, end.signal]);
      const reply = await untilAborted(server.answer({ path, query, accept }, closed), closed);
      return { status: reply.status, headers: reply.headers ?? {}, body: reply.body };
    },
    close() {
      end.abort();
      return Promise.resolve();
    },
  };
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
