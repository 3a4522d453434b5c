import { isRaw, type Raw } from '../../../src/inventory/raise.ts';
import type { Clock } from '../../../src/sources/cluster/clock.ts';
import { ConnectionError } from '../../../src/sources/cluster/connection/failure.ts';
import { ENDPOINT_SLICE, POD, SERVICE } from '../../../src/sources/cluster/protobuf/kinds.ts';
import type { Message } from '../../../src/sources/cluster/protobuf/message.ts';
import { encodeEvent, encodeEventOf, encodeList, framed, type Pieces } from '../protobuf.ts';
import { Feed } from './feed.ts';

/** What it gives as protocol buffers, as a real one does of all that is not custom. */
const MESSAGES = new Map([
  ['Pod', POD],
  ['EndpointSlice', ENDPOINT_SLICE],
  ['Service', SERVICE],
]);

export interface ServerRequest {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly accept: string;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Feed;
}

export interface Resource {
  /** `/api/v1`, `/apis/networking.k8s.io/v1` */
  readonly base: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/** What goes wrong with a request: another answer than the good one, or a throw, which breaks the connection off. */
export type Fault = (
  request: ServerRequest,
  answer: () => Reply,
) => Reply | undefined | Promise<Reply | undefined>;

export interface ApiServerOptions {
  readonly clock: Clock;
  readonly resources: readonly Resource[];
  /** `version.minor`: from 27 on clients may ask for watch lists. */
  readonly minor?: number;
  readonly watchLists?: boolean;
  readonly aggregatedDiscovery?: boolean;
  readonly pageSize?: number;
  /** Objects as they are sent, where what writes all kinds is too slow. */
  readonly formsOf?: (kind: string, object: Raw) => Forms | undefined;
}

export interface Forms {
  json(): string;
  protobuf(): Pieces;
}

interface Change {
  readonly revision: number;
  readonly resource: Resource;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: Raw;
}

/** A request that is being answered. */
interface Connection {
  readonly request: ServerRequest;
  readonly feed: Feed;
  /** Nothing that is written arrives any more, and nobody is told. */
  lost: boolean;
  /** A watch's own. */
  readonly namespace?: string;
  readonly resource?: Resource;
  /** In what its events come, where that is not JSON. */
  readonly message?: Message;
  readonly stop?: () => void;
}

const BOOKMARK_EVERY = 60_000;

/**
 * An API server of which nothing is real but how it behaves: it lists in pages, watches, forgets the past and answers
 * with the errors of the real one. What goes wrong is put in front of it (`fault`) or done to what is open (`sever`).
 */
export class ApiServer {
  fault: Fault | undefined;
  /** What becomes of the lines that a watch is sent. */
  onLines: ((lines: readonly string[], request: ServerRequest) => readonly string[]) | undefined;
  /** Called as each request comes. */
  readonly requests: { readonly request: ServerRequest; readonly at: number }[] = [];
  readonly resources: Resource[];
  readonly options: ApiServerOptions;
  private readonly objects = new Map<string, Map<string, Raw>>();
  private readonly connections = new Set<Connection>();
  private readonly snapshots = new Map<string, { readonly revision: number; items: Raw[] }>();
  private changes: Change[] = [];
  private forgotten = 0;
  private revision = 100;

  constructor(options: ApiServerOptions) {
    this.options = options;
    this.resources = [...options.resources];
  }

  /** Everything of a resource, by namespace and name. */
  all({ base, plural }: Resource): ReadonlyMap<string, Raw> {
    return this.objects.get(`${base}/${plural}`) ?? new Map();
  }

  put(resource: Resource, object: Raw): Raw {
    const list = this.listOf(resource);
    const key = keyOf(object);
    this.revision += 1;
    const metadata = isRaw(object['metadata']) ? object['metadata'] : {};
    const stored = {
      apiVersion: resource.base.replace(/^\/apis?\//, ''),
      kind: resource.kind,
      ...object,
      metadata: { ...metadata, resourceVersion: String(this.revision) },
    };
    const type = list.has(key) ? 'MODIFIED' : 'ADDED';
    list.set(key, stored);
    this.tell({ revision: this.revision, resource, type, object: stored });
    return stored;
  }

  remove(resource: Resource, key: string): void {
    const list = this.listOf(resource);
    const object = list.get(key);
    if (object === undefined || !isRaw(object['metadata'])) return;
    list.delete(key);
    this.revision += 1;
    const metadata = { ...object['metadata'], resourceVersion: String(this.revision) };
    const change = { ...object, metadata };
    this.tell({ revision: this.revision, resource, type: 'DELETED', object: change });
  }

  /** What happened up to now can be watched no more, and pages that were begun cannot be gone on with. */
  compact(): void {
    this.forgotten = this.revision;
    this.changes = [];
    this.snapshots.clear();
  }

  /** As from a backup: what happened since has not, and later changes take the same versions. */
  restore(revision: number, state: ReadonlyMap<string, ReadonlyMap<string, Raw>>): void {
    this.revision = revision;
    for (const [path, list] of state) this.objects.set(path, new Map(list));
    this.compact();
  }

  backup(): { readonly revision: number; readonly state: Map<string, Map<string, Raw>> } {
    const state = new Map([...this.objects].map(([path, list]) => [path, new Map(list)]));
    return { revision: this.revision, state };
  }

  /** A CRD that is removed takes its objects with it. */
  uninstall(resource: Resource): void {
    for (const key of this.all(resource).keys()) this.remove(resource, key);
    this.resources.splice(this.resources.indexOf(resource), 1);
    this.sever((it) => it.path.startsWith(resource.base) && it.path.endsWith(resource.plural));
  }

  get open(): number {
    return this.connections.size;
  }

  /** Breaks off what is open. */
  sever(which: (request: ServerRequest) => boolean = () => true, code = 'ECONNRESET'): void {
    for (const { request, feed } of this.connections)
      if (which(request)) feed.fail(new ConnectionError(code, 'severed'));
  }

  /** From now on nothing arrives on what is open. Where the system finds that out, it breaks off after so long. */
  lose(foundAfter: () => number): void {
    for (const connection of this.connections) {
      connection.lost = true;
      this.options.clock.after(foundAfter(), () =>
        connection.feed.fail(new ConnectionError('ETIMEDOUT', 'no answer')),
      );
    }
  }

  /** Ends what is open as a server does that has nothing to say any more. */
  finish(): void {
    for (const { feed } of this.connections) feed.finish();
  }

  async answer(request: ServerRequest, closed: AbortSignal): Promise<Reply> {
    this.requests.push({ request, at: this.options.clock.now() });
    const good = (): Reply => this.goodAnswer(request);
    const reply = (await this.fault?.(request, good)) ?? good();
    closed.addEventListener('abort', () => reply.body.fail(ABORTED));
    if (closed.aborted) reply.body.fail(ABORTED);
    return reply;
  }

  private goodAnswer(request: ServerRequest): Reply {
    const { path, query } = request;
    if (path === '/version') return json({ major: '1', minor: String(this.options.minor ?? 20) });
    const discovered = this.discovery(request);
    if (discovered !== undefined) return json(discovered);
    const [, base = '', namespace, plural = ''] =
      /^(\/api\/v1|\/apis\/[^/]+\/[^/]+)(?:\/namespaces\/([^/]+))?\/([^/]+)$/.exec(path) ?? [];
    const resource = this.resources.find((it) => it.base === base && it.plural === plural);
    if (resource === undefined)
      return failure(404, 'NotFound', 'the server could not find the requested resource');
    if (query['watch'] !== undefined) return this.watch(request, resource, namespace);
    return this.list(request, resource, namespace);
  }

  private discovery({ path, accept }: ServerRequest): unknown {
    const aggregated = this.options.aggregatedDiscovery === true && accept.includes('apidiscovery');
    const groups = [...new Set(this.resources.map(({ base }) => base))];
    const inGroup = (base: string): readonly Resource[] =>
      this.resources.filter((it) => it.base === base);
    if (path === '/api' || path === '/apis') {
      const own = groups.filter((it) => it.startsWith(`${path}/`));
      if (aggregated)
        return {
          kind: 'APIGroupDiscoveryList',
          items: own.map((base) => ({
            metadata: { name: base.split('/').at(-2)?.replace('api', '') },
            versions: [
              {
                version: base.split('/').at(-1),
                resources: inGroup(base).map((it) => ({ resource: it.plural, verbs: VERBS })),
              },
            ],
          })),
        };
      if (path === '/api') return { kind: 'APIVersions', versions: ['v1'] };
      return {
        kind: 'APIGroupList',
        groups: own.map((base) => {
          const groupVersion = base.replace('/apis/', '');
          return { name: groupVersion.split('/')[0], versions: [{ groupVersion }] };
        }),
      };
    }
    if (!groups.includes(path)) return undefined;
    return { resources: inGroup(path).map(({ plural }) => ({ name: plural, verbs: VERBS })) };
  }

  private list(
    { query, accept }: ServerRequest,
    resource: Resource,
    namespace: string | undefined,
  ): Reply {
    const [id = '', start = '0'] = (query['continue'] ?? '').split('.');
    const begun = id === '' ? undefined : this.snapshots.get(id);
    if (id !== '' && begun === undefined)
      return failure(410, 'Expired', 'The provided continue parameter is too old');
    const snapshot = begun ?? {
      revision: this.revision,
      items: [...this.all(resource).values()].filter((it) => isIn(it, namespace)),
    };
    const size = Math.min(Number(query['limit'] ?? 500), this.options.pageSize ?? 500);
    const end = Number(start) + size;
    const next = id === '' ? `s${this.snapshots.size}r${this.revision}` : id;
    const isWhole = end >= snapshot.items.length;
    if (!isWhole) this.snapshots.set(next, snapshot);
    const list = {
      kind: `${resource.kind}List`,
      apiVersion: 'v1',
      metadata: {
        resourceVersion: String(snapshot.revision),
        ...(!isWhole && { continue: `${next}.${end}` }),
      },
      items: snapshot.items.slice(Number(start), end),
    };
    const message = MESSAGES.get(resource.kind);
    return message !== undefined && accept.includes(PROTOBUF)
      ? body(encodeList(message, list), 200, { 'content-type': PROTOBUF })
      : json(list);
  }

  private watch(request: ServerRequest, resource: Resource, namespace: string | undefined): Reply {
    const { clock, watchLists } = this.options;
    const { query } = request;
    const isWatchList = query['sendInitialEvents'] === 'true';
    if (isWatchList && watchLists !== true)
      return failure(422, 'Invalid', 'sendInitialEvents is forbidden for watch');
    const from = Number(query['resourceVersion'] ?? '0');
    const message = request.accept.includes(PROTOBUF) ? MESSAGES.get(resource.kind) : undefined;
    const headers =
      message === undefined ? JSON_HEADERS : { 'content-type': `${PROTOBUF};stream=watch` };
    const feed = new Feed();
    const cancels: (() => void)[] = [];
    const connection: Connection = {
      request,
      feed,
      lost: false,
      resource,
      ...(namespace !== undefined && { namespace }),
      ...(message !== undefined && { message }),
    };
    this.connections.add(connection);
    feed.onDone = () => {
      this.connections.delete(connection);
      for (const cancel of cancels) cancel();
    };
    if (isWatchList) this.sendAll(connection);
    else if (from < this.forgotten) {
      const error = statusOf(410, 'Expired', `too old resource version: ${from}`);
      this.send(connection, [JSON.stringify({ type: 'ERROR', object: error })]);
      feed.finish();
    } else
      for (const change of this.changes)
        if (change.revision > from) this.sendChange(connection, change);
    if (feed.isDone) return { status: 200, headers, body: feed };
    const seconds = Number(query['timeoutSeconds'] ?? '1800');
    const finish = (): void => {
      if (!connection.lost) feed.finish();
    };
    cancels.push(clock.after(seconds * 1000, finish));
    const bookmark = (): void => {
      this.sendBookmark(connection);
      cancels[1] = clock.after(BOOKMARK_EVERY, bookmark);
    };
    if (query['allowWatchBookmarks'] === 'true')
      cancels.push(clock.after(BOOKMARK_EVERY, bookmark));
    return { status: 200, headers, body: feed };
  }

  private sendAll(connection: Connection): void {
    const { resource, namespace } = connection;
    if (resource === undefined) return;
    const objects = [...this.all(resource).values()].filter((it) => isIn(it, namespace));
    this.send(
      connection,
      objects.map((object) => JSON.stringify({ type: 'ADDED', object })),
    );
    this.sendBookmark(connection, { 'k8s.io/initial-events-end': 'true' });
  }

  sendBookmarks(): void {
    for (const it of this.connections) this.sendBookmark(it);
  }

  private sendBookmark(connection: Connection, annotations?: object): void {
    const metadata = { resourceVersion: String(this.revision), annotations };
    this.send(connection, [
      JSON.stringify({ type: 'BOOKMARK', object: { kind: connection.resource?.kind, metadata } }),
    ]);
  }

  private tell(change: Change): void {
    this.changes.push(change);
    for (const it of this.connections) this.sendChange(it, change);
  }

  private sendChange(connection: Connection, { resource, type, object }: Change): void {
    const { feed, lost, message, namespace } = connection;
    if (connection.resource !== resource || !isIn(object, namespace)) return;
    const forms = this.options.formsOf?.(resource.kind, object);
    if (forms === undefined) this.send(connection, [JSON.stringify({ type, object })]);
    else if (lost) return;
    else if (message === undefined) feed.push(`{"type":"${type}","object":${forms.json()}}\n`);
    else feed.push(encodeEventOf(type, forms.protobuf()));
  }

  private send({ lost, feed, request, message }: Connection, lines: readonly string[]): void {
    const sent = this.onLines?.(lines, request) ?? lines;
    if (lost) return;
    if (message === undefined) feed.push(sent.map((it) => `${it}\n`).join(''));
    else feed.push(Buffer.concat(sent.map((it) => frameOf(it, message))));
  }

  private listOf({ base, plural }: Resource): Map<string, Raw> {
    const path = `${base}/${plural}`;
    const list = this.objects.get(path) ?? new Map<string, Raw>();
    this.objects.set(path, list);
    return list;
  }
}

const VERBS = ['get', 'list', 'watch'];
/** What is no JSON is no message either. */
function frameOf(line: string, message: Message): Buffer {
  try {
    const event: unknown = JSON.parse(line);
    return encodeEvent(message, isRaw(event) ? event : {});
  } catch {
    return framed(Buffer.from(line));
  }
}

const PROTOBUF = 'application/vnd.kubernetes.protobuf';
const JSON_HEADERS = { 'content-type': 'application/json' };
const ABORTED = new ConnectionError('ABORTED', 'the client is gone');

export const keyOf = ({ metadata }: Raw): string => {
  const { namespace = '', name = '' } = isRaw(metadata) ? metadata : {};
  return `${String(namespace)}/${String(name)}`;
};

const isIn = (object: Raw, namespace: string | undefined): boolean =>
  namespace === undefined || keyOf(object).startsWith(`${namespace}/`);

export const json = (object: unknown, status = 200): Reply => body(JSON.stringify(object), status);

export function body(
  content: string | Uint8Array,
  status = 200,
  headers: Readonly<Record<string, string>> = JSON_HEADERS,
): Reply {
  const feed = new Feed();
  feed.push(content);
  feed.finish();
  return { status, headers, body: feed };
}

const statusOf = (code: number, reason: string, message: string): object => ({
  kind: 'Status',
  apiVersion: 'v1',
  status: 'Failure',
  code,
  reason,
  message,
});

export function failure(
  code: number,
  reason: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  const reply = json(statusOf(code, reason, message), code);
  return { ...reply, headers: { ...reply.headers, ...headers } };
}
