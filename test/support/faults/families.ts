import { ConnectionError } from '../../../src/sources/cluster/connection/failure.ts';
import type { Chance } from '../chance.ts';
import {
  type ApiServer,
  type Fault,
  failure,
  json,
  type Reply,
  type ServerRequest,
  body,
} from './api-server.ts';
import { Feed } from './feed.ts';
import type { Family, Scene } from './play.ts';
import { change, RESOURCES } from './world.ts';

/** Back-off may have grown to half a minute and its jitter, and each family of it waits once. */
const BACKED_OFF = 40_000;
/** The same after an answer that never came was waited for. */
const WAITED_FOR = BACKED_OFF + 60_000;
/** A watch that says nothing is believed for its ten minutes, and half of one more. */
const BELIEVED = 640_000;

const isResource = ({ path }: ServerRequest): boolean => /\/v1\/.+/.test(path);
const isWatch = ({ query }: ServerRequest): boolean => query['watch'] !== undefined;

/** All resources, or one of them. */
function someOf(chance: Chance): (request: ServerRequest) => boolean {
  const { plural } = chance.pick(Object.values(RESOURCES));
  return chance.sometimes(0.5) ? isResource : ({ path }) => path.endsWith(`/${plural}`);
}

/** Requests are answered so, and what is open breaks off. */
function answering(
  { server }: Pick<Scene, 'server'>,
  which: (request: ServerRequest) => boolean,
  reply: (request: ServerRequest) => Reply,
): void {
  server.fault = (request) => (which(request) ? reply(request) : undefined);
  server.sever(which);
}

const refuse: Fault = () => {
  throw new ConnectionError('ECONNREFUSED', 'connect ECONNREFUSED');
};

/** No server is there any more. */
function goAway({ server }: Pick<Scene, 'server'>): void {
  server.fault = refuse;
  server.sever();
}

/** Never answered, until whoever waits gives up. */
const mute = (): Reply | Promise<Reply> => new Promise<Reply>(() => {});

/** A good answer, of which `write` makes what is sent. */
function rewritten(good: Reply, write: (chunk: Uint8Array, out: Feed) => void): Reply {
  const out = new Feed();
  const copy = async (): Promise<void> => {
    try {
      for await (const chunk of good.body) {
        if (out.isDone) break;
        write(chunk, out);
      }
      out.finish();
    } catch (error) {
      out.fail(error instanceof Error ? error : new Error(String(error)));
    }
  };
  out.onDone = () => good.body.finish();
  void copy();
  return { ...good, body: out };
}

/** Only so many bytes of it arrive. */
function cut(good: Reply, bytes: number, end: (out: Feed) => void): Reply {
  let left = bytes;
  return rewritten(good, (chunk, out) => {
    out.push(chunk.subarray(0, left));
    left -= chunk.length;
    if (left <= 0) end(out);
  });
}

const reset = (out: Feed): void => out.fail(new ConnectionError('ECONNRESET', 'reset'));
const finish = (out: Feed): void => out.finish();

const isTruncated = (out: Feed): void =>
  out.fail(new ConnectionError('Z_BUF_ERROR', 'unexpected end of file'));
const compressed = (reply: Reply): Reply => ({
  ...reply,
  headers: { ...reply.headers, 'content-encoding': 'gzip' },
});

const HTML = '<!doctype html><html><body>Please log in für die 😀</body></html>';
const HTML_HEADERS = { 'content-type': 'text/html; charset=utf-8' };

/** All that were told in the same instant do not come back in one. */
function notAllAtOnce({ server }: Scene): void {
  const last = new Map(
    server.requests
      .filter(({ request }) => isResource(request))
      .map(({ request, at }) => [request.path, at]),
  );
  if (new Set(last.values()).size < 2) throw new Error('all came back in the same instant');
}

const parse = (line: string): { type: string; object: Record<string, unknown> } =>
  JSON.parse(line) as { type: string; object: Record<string, unknown> };

const withWatchLists = (): { minor: number; watchLists: true } => ({ minor: 33, watchLists: true });

export const FAMILIES: readonly Family[] = [
  {
    name: 'the server is gone and comes back',
    within: 5000,
    staleWithin: 3000,
    begin: goAway,
    check: notAllAtOnce,
  },
  {
    name: 'the server comes back and remembers nothing',
    within: 5000,
    lasts: [1, 6],
    begin: goAway,
    end: ({ server }) => server.compact(),
  },
  {
    name: 'the server comes back and says that it is starting',
    within: 5000,
    lasts: [1, 20],
    begin: goAway,
    end({ server, clock, chance }) {
      // As kube-apiserver does with kinds of CRDs before it has read those, for less than a second; others it answers
      // late.
      server.compact();
      const ready = clock.elapsed + chance.integer(200, 800);
      const which = someOf(chance);
      server.fault = (request, answer) => {
        if (clock.elapsed >= ready) return undefined;
        if (which(request))
          return failure(503, 'ServiceUnavailable', 'server is starting', { 'retry-after': '10' });
        return new Promise((resolve) => {
          clock.after(ready - clock.elapsed, () => resolve(answer()));
        });
      };
    },
  },
  {
    name: 'the server comes back as it was before',
    within: 10_000,
    hides: true,
    begin(scene) {
      const { server, chance } = scene;
      const { revision, state } = server.backup();
      // They see versions that the server will not have reached when they look again, changes after it included:
      // one that has passed them cannot be told from one that went on.
      const often = Array.from({ length: 6 }, () => server.resources).flat();
      for (const it of often) change(server, chance, it);
      backups.set(scene, { revision, state });
      server.fault = refuse;
      server.sever();
    },
    end(scene) {
      const backup = backups.get(scene);
      if (backup !== undefined) scene.server.restore(backup.revision, backup.state);
    },
  },
  {
    name: 'the connection is lost and nobody says so',
    // An attempt of ten seconds may have begun just before its end, and is backed off from.
    within: BACKED_OFF + 10_000,
    staleWithin: 21_000,
    lasts: [25, 60],
    // What listens on a real socket always answers the system's questions.
    notOverHttp: 'the system would have to lose packets',
    begin({ server, chance }) {
      server.fault = async () => {
        throw await late(server, 10_000, new ConnectionError('UND_ERR_CONNECT_TIMEOUT', 'slow'));
      };
      server.lose(() => chance.integer(8000, 20_000));
    },
  },
  {
    name: 'an open watch falls silent',
    within: BELIEVED,
    lingers: true,
    speed: 2,
    begin: ({ server }) => server.lose(() => Number.POSITIVE_INFINITY),
  },
  {
    name: 'requests are never answered',
    within: WAITED_FOR,
    begin({ server, chance }) {
      const which = someOf(chance);
      server.fault = (request) => (which(request) ? mute() : undefined);
      server.sever(which);
    },
  },
  {
    name: 'a watch is cut within a line',
    within: BACKED_OFF,
    perMinute: 80,
    begin({ server, chance }) {
      const end = chance.pick([reset, finish]);
      server.fault = (request, answer) =>
        isWatch(request) ? cut(answer(), chance.integer(0, 300), end) : undefined;
      server.sever();
    },
    end: ({ server }) => server.sever(),
  },
  {
    name: 'bytes come one by one, and characters in parts',
    within: 5000,
    begin({ server, chance }) {
      const size = chance.pick([1, 2, 3, 5]);
      server.fault = (_, answer) =>
        rewritten(answer(), (chunk, out) => {
          for (let at = 0; at < chunk.length; at += size) out.push(chunk.subarray(at, at + size));
        });
      server.sever();
    },
  },
  {
    name: 'a list is cut off',
    within: BACKED_OFF,
    begin({ server, chance }) {
      const end = chance.pick([reset, finish]);
      server.fault = (request, answer) =>
        isResource(request) && !isWatch(request)
          ? cut(answer(), chance.integer(0, 200), end)
          : undefined;
      server.compact();
      server.sever();
    },
  },
  {
    name: '410 as a status',
    within: BACKED_OFF,
    begin({ server, chance }) {
      const which = someOf(chance);
      answering(
        { server },
        (it) => which(it) && isWatch(it),
        () => failure(410, 'Gone', 'too old resource version'),
      );
    },
  },
  {
    name: '410 as an event',
    within: BACKED_OFF,
    perMinute: 40,
    begin({ server, chance }) {
      server.onLines = (lines) => {
        if (chance.sometimes(0.5)) server.compact();
        return lines;
      };
      server.compact();
      server.sever();
    },
  },
  {
    name: '410 on a page token',
    within: BACKED_OFF,
    begin({ server }) {
      answering(
        { server },
        (it) => it.query['continue'] !== undefined,
        () => failure(410, 'Expired', 'The provided continue parameter is too old'),
      );
      server.compact();
      server.sever();
    },
  },
  ...[429, 503].map((status): Family => ({
    name: `${status} with Retry-After`,
    within: BACKED_OFF,
    lasts: [20, 60],
    begin(scene) {
      const { server, chance, clock } = scene;
      const seconds = chance.integer(2, 8);
      const which = someOf(chance);
      const refused = new Map<string, number>();
      const tooSoon: string[] = [];
      impatience.set(scene, tooSoon);
      server.fault = (request) => {
        if (!which(request)) return undefined;
        const last = refused.get(request.path);
        const now = clock.elapsed;
        if (last !== undefined && now - last < seconds * 1000) tooSoon.push(request.path);
        refused.set(request.path, now);
        return failure(status, 'TooManyRequests', 'later', { 'retry-after': String(seconds) });
      };
      server.sever(which);
    },
    check(scene) {
      if ((impatience.get(scene) ?? []).length > 0) throw new Error('Retry-After is not obeyed');
    },
  })),
  ...[429, 500, 503].map((status): Family => ({
    name: `${status}`,
    within: BACKED_OFF,
    begin({ server, chance }) {
      answering({ server }, someOf(chance), () => failure(status, 'Failed', 'not now'));
    },
    check: notAllAtOnce,
  })),
  {
    name: 'a gateway says in HTML that the server is gone',
    within: 5000,
    staleWithin: 3000,
    begin({ server, chance }) {
      const status = chance.pick([502, 503, 504]);
      server.fault = () => body(HTML, status, HTML_HEADERS);
      server.sever();
    },
  },
  {
    name: '401, then renewed',
    within: BACKED_OFF,
    begin({ server }) {
      answering(
        { server },
        () => true,
        () => failure(401, 'Unauthorized', 'Unauthorized'),
      );
    },
  },
  {
    name: '403 that comes and goes',
    within: 160_000,
    lingers: true,
    hides: true,
    lasts: [5, 600],
    begin({ server, chance }) {
      const which = someOf(chance);
      const everywhere = chance.sometimes(0.5);
      answering(
        { server },
        (it) => which(it) && (everywhere || !it.path.includes('/namespaces/')),
        () => failure(403, 'Forbidden', 'you may not'),
      );
    },
  },
  {
    name: '403 for a watch alone',
    within: BACKED_OFF,
    begin({ server, chance }) {
      const which = someOf(chance);
      answering(
        { server },
        (it) => which(it) && isWatch(it),
        () => failure(403, 'Forbidden', 'you may not watch'),
      );
    },
    server: (chance) => (chance.sometimes(0.5) ? withWatchLists() : {}),
  },
  {
    name: 'a CRD is removed and comes again',
    within: 75_000,
    hides: true,
    begin: ({ server }) => server.uninstall(RESOURCES.HTTPRoute),
    end: ({ server }) => void server.resources.push(RESOURCES.HTTPRoute),
  },
  {
    name: 'a CRD comes again before anybody has seen it go',
    within: 75_000,
    hides: true,
    lasts: [1, 2],
    begin: ({ server }) => server.uninstall(RESOURCES.HTTPRoute),
    end: ({ server }) => void server.resources.push(RESOURCES.HTTPRoute),
  },
  {
    name: 'what is there says that it is not',
    within: 75_000,
    hides: true,
    begin({ server }) {
      answering(
        { server },
        ({ path }) => path.endsWith('/httproutes'),
        () => failure(404, 'NotFound', 'the server could not find the requested resource'),
      );
    },
  },
  {
    name: 'HTML instead of JSON',
    within: BACKED_OFF,
    begin({ server, chance }) {
      answering({ server }, someOf(chance), () => body(HTML, 200, HTML_HEADERS));
    },
  },
  {
    name: 'compressed answers that are cut off',
    within: BACKED_OFF,
    perMinute: 80,
    begin({ server, chance }) {
      server.fault = (request, answer) =>
        isResource(request)
          ? compressed(cut(answer(), chance.integer(0, 300), isTruncated))
          : undefined;
      server.sever();
    },
    end: ({ server }) => server.sever(),
  },
  {
    name: 'ERROR events',
    within: BACKED_OFF,
    begin({ server, chance }) {
      const code = chance.pick([500, 503, 504, 400, 999]);
      const error = { type: 'ERROR', object: { kind: 'Status', code, message: 'no more' } };
      answering({ server }, isWatch, () => body(`${JSON.stringify(error)}\n`));
    },
  },
  {
    name: 'events come twice',
    within: 5000,
    begin({ server }) {
      server.onLines = (lines) => lines.flatMap((it) => [it, it]);
    },
  },
  {
    name: 'events come in another order',
    within: BACKED_OFF,
    perMinute: 40,
    begin({ server, chance }) {
      const before = new Map<string, string>();
      server.onLines = (lines, { path }) =>
        lines.flatMap((it) => {
          const older = before.get(path);
          before.set(path, it);
          return older !== undefined && chance.sometimes(0.5) ? [it, older] : [it];
        });
    },
  },
  {
    name: 'events that nobody knows',
    within: 5000,
    begin({ server, chance }) {
      const odd = [
        '{"type":"SURPRISE","object":{"metadata":{"name":"a"}}}',
        '{"type":"ADDED"}',
        '{"type":"ADDED","object":{"metadata":null}}',
        '{"type":"MODIFIED","object":{"metadata":{"name":7,"resourceVersion":{}}}}',
        '{"type":"ERROR"}',
        'null',
        '[]',
        '7',
        '',
        '   ',
      ];
      server.onLines = (lines) => lines.flatMap((it) => [chance.pick(odd), it, chance.pick(odd)]);
    },
  },
  {
    name: 'lines that are no JSON',
    within: BACKED_OFF,
    perMinute: 40,
    begin({ server, chance }) {
      server.onLines = (lines) =>
        chance.sometimes(0.5) ? ['{"type":"ADDED","obj', ...lines] : lines;
    },
  },
  {
    name: 'changes of what is not known, and news of what is known',
    within: 5000,
    begin({ server }) {
      const other = { ADDED: 'MODIFIED', MODIFIED: 'ADDED' };
      server.onLines = (lines) =>
        lines.map((it) => {
          const event = parse(it);
          const type = other[event.type as keyof typeof other];
          return JSON.stringify({ ...event, type: type ?? event.type });
        });
    },
  },
  {
    name: 'bookmarks only',
    within: 5000,
    begin({ server, chance }) {
      for (let count = chance.integer(10, 200); count > 0; count -= 1) server.sendBookmarks();
      server.onLines = (lines) => [...lines, ...lines.filter((it) => it.includes('BOOKMARK'))];
    },
    // Whoever heeds bookmarks need not list again what was forgotten before them.
    end(scene) {
      const { server } = scene;
      server.sendBookmarks();
      server.compact();
      lists.set(scene, listsSoFar(server));
      server.finish();
    },
    check(scene) {
      if (listsSoFar(scene.server) !== lists.get(scene))
        throw new Error('bookmarks are not heeded');
    },
  },
  {
    name: 'a large object',
    within: 10_000,
    begin({ server, chance }) {
      const resource = RESOURCES.Service;
      const large = [...server.all(resource).values()][0];
      if (large === undefined) return;
      server.put(resource, { ...large, padding: 'x'.repeat(chance.pick(LARGE)) });
      if (chance.sometimes(0.5)) server.sever();
    },
  },
  {
    name: 'a watch ends every three seconds',
    within: 5000,
    perMinute: 25,
    begin({ server, clock }) {
      server.fault = (request, answer) => {
        if (!isWatch(request)) return undefined;
        const reply = answer();
        const cancel = clock.after(3000, () => reply.body.finish());
        const { onDone } = reply.body;
        reply.body.onDone = () => {
          cancel();
          onDone();
        };
        return reply;
      };
      server.finish();
    },
  },
  {
    name: 'a watch ends as soon as it begins',
    within: BACKED_OFF,
    perMinute: 12,
    begin({ server }) {
      server.fault = (request) => (isWatch(request) ? body('') : undefined);
      server.finish();
    },
  },
  {
    name: 'the clock is set',
    within: 30_000,
    staleWithin: 3000,
    begin({ server, clock, chance }) {
      clock.jump(chance.pick([-86_400_000, -3_600_000, 3_600_000, 86_400_000]));
      server.fault = refuse;
      server.sever();
    },
    end: ({ clock, chance }) => clock.jump(chance.pick([-3_600_000, 3_600_000])),
  },
  {
    name: 'the clock is set back while nothing is answered',
    within: WAITED_FOR,
    begin({ server, clock }) {
      server.fault = () => mute();
      server.sever();
      clock.jump(-86_400_000);
    },
  },
  {
    name: 'watch lists break off in the middle',
    within: BACKED_OFF,
    perMinute: 80,
    server: withWatchLists,
    begin({ server, chance }) {
      const end = chance.pick([reset, finish]);
      server.fault = (request, answer) =>
        request.query['sendInitialEvents'] === 'true'
          ? cut(answer(), chance.integer(0, 400), end)
          : undefined;
      server.compact();
      server.sever();
    },
  },
  {
    name: 'watch lists that never come to their end',
    within: WAITED_FOR,
    server: withWatchLists,
    begin({ server }) {
      server.onLines = (lines) => lines.filter((it) => !it.includes('initial-events-end'));
      server.compact();
      server.sever();
    },
  },
  {
    name: 'watch lists are refused',
    within: BACKED_OFF,
    server: () => ({ minor: 33, watchLists: false }),
    begin({ server }) {
      server.compact();
      server.sever();
    },
  },
  {
    name: 'a list without an end',
    within: BACKED_OFF,
    begin({ server, chance }) {
      const fresh = chance.sometimes(0.3);
      const item = { metadata: { name: 'a', namespace: 'shop' } };
      let count = 0;
      answering(
        { server },
        (it) => it.path.endsWith('/services') && !isWatch(it),
        () => {
          count += 1;
          const name = fresh ? `a${count % 5000}` : 'a';
          const metadata = { ...item.metadata, name };
          return json({
            metadata: { resourceVersion: '1', continue: `t${count}` },
            items: [{ metadata }],
          });
        },
      );
      server.compact();
      server.sever();
    },
    hides: true,
  },
  {
    name: 'a proxy that holds answers back',
    within: WAITED_FOR,
    perMinute: 12,
    end: ({ server }) => server.sever(),
    begin({ server, chance }) {
      const headersToo = chance.sometimes(0.5);
      server.fault = (request, answer) => {
        if (!isWatch(request)) return undefined;
        if (headersToo) return mute();
        const held: Uint8Array[] = [];
        const good = answer();
        const reply = rewritten(good, (chunk) => void held.push(chunk));
        const done = reply.body.finish.bind(reply.body);
        reply.body.finish = () => {
          for (const it of held) reply.body.push(it);
          done();
        };
        return reply;
      };
      server.sever();
    },
  },
  {
    name: 'objects that are none',
    within: BACKED_OFF,
    hides: true,
    begin({ server, chance }) {
      answering(
        { server },
        (it) => isResource(it) && !isWatch(it),
        () =>
          json({
            metadata: chance.pick([null, 7, {}, { resourceVersion: 7 }]),
            items: chance.pick<unknown>([null, 7, [null, 7, [], {}, { metadata: 7 }], {}]),
          }),
      );
      server.compact();
      server.sever();
    },
  },
  {
    name: 'objects that are none, and none at all, by turns',
    within: BACKED_OFF,
    lasts: [20, 30],
    hides: true,
    begin({ server, chance }) {
      const counts = new Map<string, number>();
      answering(
        { server },
        (it) => isResource(it) && !isWatch(it),
        ({ path }) => {
          const count = counts.get(path) ?? 0;
          counts.set(path, count + 1);
          return json({ metadata: {}, items: count % 2 === 0 ? [] : 7 });
        },
      );
      // What changes while nobody watches is forgotten at once: no version is left to watch from.
      server.sever();
      change(server, chance);
      server.compact();
    },
  },
];

const LARGE = [10_000, 100_000];

const listsSoFar = (server: ApiServer): number =>
  server.requests.filter(({ request }) => isResource(request) && !isWatch(request)).length;

const lists = new WeakMap<Scene, number>();
const impatience = new WeakMap<Scene, readonly string[]>();
const backups = new WeakMap<Scene, ReturnType<ApiServer['backup']>>();

function late<T>(server: ApiServer, milliseconds: number, value: T): Promise<T> {
  return new Promise((resolve) => {
    server.options.clock.after(milliseconds, () => resolve(value));
  });
}
