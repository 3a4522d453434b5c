import { groupOfResource, isExtra } from '../inventory/kinds.ts';
import type { Problem, ResourceState } from '../inventory/source.ts';
import { groupBy } from '../lib/group.ts';
import { by } from '../lib/order.ts';
import { counted, listing } from '../lib/words.ts';
import type { NotLiveReport, SourceReport, UnavailableReport } from '../report/contract.ts';
import type { Snapshot } from '../session/session.ts';
import { describeRef } from '../text/object-ref.ts';
import { printable } from '../text/printable.ts';

export const sourceReport = ({ origin }: Snapshot): SourceReport => ({
  type: origin.type,
  ...(origin.context !== undefined && { context: origin.context }),
  ...(origin.server !== undefined && { server: origin.server }),
});

/** Whoever reads from a cluster and whoever reads a file of it have them in other orders. */
const inOrder = ({ resources }: Snapshot): readonly ResourceState[] =>
  resources.toSorted(by((it) => it.resource));

/** What could not be read. What files do not hold is no failure. */
export const unavailableReport = (snapshot: Snapshot): readonly UnavailableReport[] =>
  inOrder(snapshot).flatMap((it) => {
    const reason = reasonOf(it);
    if (reason === undefined) return [];
    return [{ resource: it.resource, reason, message: it.message ?? messageOf(it, reason) }];
  });

/** What is still being read, and what may have changed since it was. */
export const notLiveReport = (snapshot: Snapshot): readonly NotLiveReport[] =>
  inOrder(snapshot).flatMap(({ resource, state, since, message }) =>
    state === 'loading' || state === 'stale'
      ? [
          {
            resource,
            state,
            ...(since !== undefined && { since }),
            ...(message !== undefined && { message }),
          },
        ]
      : [],
  );

/** One connection serves all, so that one line is enough for those that are stale for one reason. */
const staleNotes = (snapshot: Snapshot): readonly string[] =>
  [
    ...groupBy(
      notLiveReport(snapshot).filter((it) => it.state === 'stale'),
      (it) => it.message ?? '',
    ),
  ].map(([message, some]) => {
    const [oldest = ''] = some.flatMap((it) => it.since ?? []).toSorted();
    const what = some.length > MOST_NAMED ? counted(some.length, 'resource') : namesOf(some);
    return printable(
      [`${what}: stale since ${oldest}`, message].filter((it) => it !== '').join(': '),
    );
  });

const MOST_NAMED = 3;
const namesOf = (some: readonly NotLiveReport[]): string => listing(some.map((it) => it.resource));

const loadingNotes = (snapshot: Snapshot): readonly string[] => {
  const loading = notLiveReport(snapshot).filter((it) => it.state === 'loading');
  if (loading.length === 0) return [];
  const what = loading.length > MOST_NAMED ? counted(loading.length, 'resource') : namesOf(loading);
  return [printable(`${what}: still being read`)];
};

function reasonOf({ state, namespaces }: ResourceState): UnavailableReport['reason'] | undefined {
  switch (state) {
    case 'forbidden':
    case 'absent':
    case 'failed':
      return state;
    case 'live':
    case 'stale':
    case 'loading':
      return namespaces === undefined ? undefined : 'forbidden';
    case 'not-in-files':
      return undefined;
  }
}

function messageOf({ namespaces }: ResourceState, reason: UnavailableReport['reason']): string {
  if (namespaces !== undefined)
    return namespaces.length === 0
      ? 'may not be read in any namespace'
      : `may be read in ${listing(namespaces)} only`;
  switch (reason) {
    case 'forbidden':
      return 'may not be read';
    case 'absent':
      return 'the server does not have them';
    case 'failed':
      return 'could not be read';
  }
}

/** What goes to stderr beside the answer: one line each, and one for all kinds that are not installed and could route. */
export function notesOf(snapshot: Snapshot): readonly string[] {
  const unavailable = unavailableReport(snapshot);
  const absent = inOrder(snapshot)
    .filter(({ kind, state }) => state === 'absent' && !isExtra(kind))
    .map((it) => groupOfResource(it.resource) || it.resource);
  return [
    ...snapshot.problems.map(describeProblem),
    ...unavailable
      .filter((it) => it.reason !== 'absent')
      .map((it) => printable(`${it.resource}: ${it.message}`)),
    ...loadingNotes(snapshot),
    ...staleNotes(snapshot),
    ...(absent.length === 0
      ? []
      : [`not installed: ${listing([...groupBy(absent, (it) => it).keys()].toSorted())}`]),
    ...snapshot.exposure.unsupported.map(
      ({ kind, group, objects }) =>
        `${counted(objects, 'object')} of kind ${printable(kind)} (${printable(group)}) may route too: meshpath does not know that kind`,
    ),
  ];
}

/** `shop.yaml:12:3: Service default/web spec.ports[0].port: must be an integer and is a string`. */
function describeProblem({ file, line, column, object, path, message }: Problem): string {
  const place = [file, line, line === undefined ? undefined : column].filter(
    (it) => it !== undefined,
  );
  const subject = [
    object === undefined ? undefined : describeRef(object),
    path !== undefined && message.startsWith(path) ? undefined : path,
  ].filter((it) => it !== undefined);
  return printable(
    [place.join(':'), subject.join(' '), message].filter((it) => it !== '').join(': '),
  );
}
