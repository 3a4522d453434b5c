import { type Kind, type KindInfo, type Served } from '../../inventory/kinds.ts';
import { isRaw, type Raw } from '../../inventory/raise.ts';
import { kindOf, splitApiVersion } from '../../inventory/read-object.ts';
import type { Details, EventLine, LogOptions } from '../../inventory/source.ts';
import { UserError } from '../../lib/user-error.ts';
import type { ObjectRef } from '../../model/object-ref.ts';
import { type Api, exchangeStream, getJson } from './connection/api.ts';
import { ApiError, isForbidden, isNotFound } from './connection/failure.ts';
import { linesOf } from './connection/lines.ts';
import { JSON_TYPE, METADATA_TYPE } from './connection/transport.ts';
import { userErrorOf } from './connection/trouble.ts';
import { type Discovery, infoOf, listPath } from './discovery.ts';
import type { ChosenContext } from './kubeconfig/kubeconfig.ts';
import { WHOLE } from './reflector/list-form.ts';
import { readList } from './reflector/list.ts';

/** What is fetched afresh when someone looks at one object: with GET, like all else. */
export function clusterDetails(
  api: Api,
  discovery: Discovery,
  context: ChosenContext,
  closed: AbortSignal,
): Details {
  const said = (error: unknown, what: string): UserError => {
    if (isNotFound(error)) return new UserError(`${what} is not there any more.`, 3);
    if (isForbidden(error)) return new UserError(`${what} may not be read: ${wordsOf(error)}.`, 3);
    // What the server says of this one thing is no trouble with the server.
    if (error instanceof ApiError && (error.status === 400 || error.status === 500))
      return new UserError(`${what} cannot be read: ${error.message}.`, 3);
    return userErrorOf(error, context, api.clock.now());
  };
  return {
    async fetchObject(object) {
      const { path, metadataOnly } = addressOf(object, discovery);
      const accept = metadataOnly ? METADATA_TYPE : JSON_TYPE;
      try {
        return withoutData(await getJson(api, { path, accept, signal: closed }), metadataOnly);
      } catch (error) {
        throw said(error, nameOf(object));
      }
    },
    async events(object) {
      try {
        return await eventsOf(api, object, closed);
      } catch (error) {
        throw said(error, `What happened to ${nameOf(object)}`);
      }
    },
    async *logs(pod, options, signal) {
      try {
        yield* logLines(api, pod, options, AbortSignal.any([signal, closed]));
      } catch (error) {
        if (signal.aborted) return;
        throw said(error, `The log of ${nameOf(pod)}`);
      }
    },
  };
}

const wordsOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

const nameOf = ({ kind, namespace, name }: ObjectRef): string =>
  `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;

/** Where one object is. Slices that Endpoints became are read as the Endpoints that they were. */
function addressOf(
  object: ObjectRef,
  discovery: Discovery,
): { readonly path: string; readonly metadataOnly: boolean } {
  const known = kindOf(object.apiVersion, object.kind);
  if (known === undefined)
    throw new UserError(`${object.kind} of ${object.apiVersion} is a kind that is not read.`, 3);
  const { kind } = known;
  const served = servedOf(kind, object) ?? discovery.waysOf(kind)[0] ?? known.served;
  const list = listPath(kind, served, infoOf(kind).namespaced ? object.namespace : undefined);
  return {
    path: `${list}/${encodeURIComponent(object.name)}`,
    metadataOnly: infoOf(kind).metadataOnly === true,
  };
}

function servedOf(kind: Kind, { apiVersion, kind: name }: ObjectRef): Served | undefined {
  const info: KindInfo = infoOf(kind);
  const { group, version } = splitApiVersion(apiVersion);
  return info.served.find(
    (it) => it.group === group && it.version === version && (it.kind ?? info.kind) === name,
  );
}

/** A Secret's annotations may hold its data. */
function withoutData(object: unknown, metadataOnly: boolean): unknown {
  if (!metadataOnly || !isRaw(object)) return object;
  const metadata = isRaw(object['metadata']) ? object['metadata'] : {};
  const { annotations: _, managedFields: __, ...kept } = metadata;
  return { apiVersion: 'v1', kind: 'Secret', metadata: kept };
}

async function eventsOf(
  api: Api,
  { kind, namespace, name }: ObjectRef,
  signal: AbortSignal,
): Promise<readonly EventLine[]> {
  const selector = [
    `involvedObject.kind=${kind}`,
    `involvedObject.name=${name}`,
    ...(namespace === undefined ? [] : [`involvedObject.namespace=${namespace}`]),
  ].join(',');
  const found: EventLine[] = [];
  await readList(
    api,
    {
      // Events of the cluster's objects lie in `default`.
      path: `/api/v1/namespaces/${encodeURIComponent(namespace ?? 'default')}/events`,
      accept: JSON_TYPE,
      query: { fieldSelector: selector },
      signal,
    },
    WHOLE,
    (items) => {
      found.push(...items.map(eventLine));
      return items.length;
    },
  );
  return found.toSorted((a, b) => (timeOf(a) > timeOf(b) ? -1 : 1));
}

const timeOf = (it: EventLine): string => it.lastSeen ?? it.firstSeen ?? '';

function eventLine(event: Raw): EventLine {
  const series = isRaw(event['series']) ? event['series'] : {};
  const source = isRaw(event['source']) ? event['source'] : {};
  const metadata = isRaw(event['metadata']) ? event['metadata'] : {};
  const first =
    textOf(event['firstTimestamp']) ??
    textOf(event['eventTime']) ??
    textOf(metadata['creationTimestamp']);
  const last = textOf(series['lastObservedTime']) ?? textOf(event['lastTimestamp']) ?? first;
  const from = textOf(source['component']) ?? textOf(event['reportingComponent']);
  return {
    type: textOf(event['type']) ?? 'Normal',
    reason: textOf(event['reason']) ?? '',
    message: textOf(event['message']) ?? '',
    count: countOf(series['count']) ?? countOf(event['count']) ?? 1,
    ...(first !== undefined && { firstSeen: first }),
    ...(last !== undefined && { lastSeen: last }),
    ...(from !== undefined && { from }),
  };
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
const countOf = (value: unknown): number | undefined =>
  typeof value === 'number' && value > 0 ? value : undefined;

async function* logLines(
  api: Api,
  { namespace = 'default', name }: ObjectRef,
  { container, previous, follow, timestamps, tail }: LogOptions,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const query = {
    ...(container !== undefined && { container }),
    ...(previous === true && { previous: 'true' }),
    ...(follow === true && { follow: 'true' }),
    ...(timestamps === true && { timestamps: 'true' }),
    ...(tail !== undefined && { tailLines: String(tail) }),
  };
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}/log`;
  yield* exchangeStream(
    api,
    { path, accept: '*/*', query, signal },
    async function* read({ answer, endWithin }) {
      if (follow === true) endWithin(Number.POSITIVE_INFINITY);
      let rest = '';
      for await (const lines of linesOf(answer.body, (it) => {
        rest = it;
      }))
        yield* lines;
      if (rest !== '') yield rest;
    },
  );
}
