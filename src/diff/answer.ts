import { withPath } from '../lib/with-path.ts';
import type { Destination, HeaderChanges } from '../model/exposure.ts';
import { MOST_BRANCHES, type Trace } from '../model/trace.ts';
import { behindKey, servicePortKey } from './behind.ts';

/**
 * What a client and the backends notice of an answer, whichever object or rule brought it about: two traces with equal
 * ones differ for nobody outside. As text, to be compared. `moved` are the ports of Services with other Pods than before.
 */
export function answerKey(trace: Trace, moved: ReadonlySet<string> = new Set()): string {
  const { branches, dependsOn } = trace;
  if (branches.length === 0) return JSON.stringify(noticed(trace, moved));
  const [only, ...others] = [...new Set(branches.map((it) => answerKey(it, moved)))].toSorted();
  // On whatever it depends: it is answered so.
  if (only !== undefined && others.length === 0 && branches.length < MOST_BRANCHES) return only;
  return JSON.stringify({ dependsOn: typesOf(dependsOn), answers: [only, ...others] });
}

function noticed(trace: Trace, moved: ReadonlySet<string>): unknown {
  const { outcome, connection, expectedStatus, redirect, rewrite } = trace;
  return {
    outcome,
    connection,
    expectedStatus,
    redirect: redirect === undefined ? undefined : [redirect.status, withPath(redirect.url)],
    rewrite: rewrite === undefined ? undefined : [rewrite.host, rewrite.path],
    failure: rounded(trace.failureShare),
    destinations: trace.destinations
      .map((it) => `${described(it)}${behindIf(moved, it)}`)
      .toSorted(),
    request: headersOf(trace.requestHeaders ?? trace.request.headers),
    response: responseHeaders(trace),
    dependsOn: typesOf(trace.dependsOn),
  };
}

const typesOf = (dependsOn: Trace['dependsOn']): readonly string[] =>
  [...new Set(dependsOn.map((it) => it.type))].toSorted();

/** The kind of an answer: without what each request makes different by itself. */
export const answerKind = ({
  outcome,
  connection,
  expectedStatus,
  route,
  ...trace
}: Trace): string =>
  JSON.stringify([
    outcome,
    connection,
    expectedStatus,
    trace.virtualHost,
    route?.id,
    rounded(trace.failureShare),
    trace.destinations.map(described).toSorted(),
    trace.branches.map(answerKind),
  ]);

/** What is known of one side alone is no difference. */
const behindIf = (moved: ReadonlySet<string>, { target }: Destination): string =>
  target.type === 'service' && moved.has(servicePortKey(target)) ? ` ${behindKey(target)}` : '';

function described({ target, ref, share, failureStatus, failureShare }: Destination): string {
  const fails = failureShare > 0 ? ` ${rounded(failureShare)} fail ${failureStatus ?? ''}` : '';
  return `${targetKey(target, ref)} ${rounded(share)}${fails}`;
}

/** What files do not hold is compared by its name with what a cluster has. */
function targetKey(target: Destination['target'], ref: string): string {
  switch (target.type) {
    case 'service':
      return servicePortKey(target);
    case 'external':
      return `${target.host}:${target.port ?? ''} `;
    case 'unresolved': {
      const { because, object } = target;
      if (because !== 'unreadable' || object?.kind !== 'Service') return `${ref} ${because}`;
      return `${object.namespace}/${object.name}:${/:(\w+)$/.exec(ref)?.[1] ?? ''} `;
    }
  }
}

const rounded = (share: number): number => Math.round(share * 10_000) / 10_000;

const headersOf = (headers: Trace['request']['headers']): readonly string[] =>
  headers.map(({ name, value }) => `${name.toLowerCase()}: ${value}`).toSorted();

function responseHeaders({ route, destinations }: Trace): unknown {
  if (route === undefined) return undefined;
  const changes = [
    route.modifiers.responseHeaders,
    ...destinations.map((it) => it.modifiers?.responseHeaders),
  ];
  return changes.map((it) => (it === undefined ? undefined : changesKey(it)));
}

const changesKey = ({ set, add, remove }: HeaderChanges): unknown => [
  headersOf(set),
  headersOf(add),
  remove.map((it) => it.toLowerCase()).toSorted(),
];
