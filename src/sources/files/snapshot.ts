import { stringify } from 'yaml';

import type { CoverageOf } from '../../inventory/inventory.ts';
import {
  type Kind,
  KIND_NAMES,
  KINDS,
  type KubeObject,
  resourceName,
} from '../../inventory/kinds.ts';
import type { Raw } from '../../inventory/raise.ts';
import type { Origin, ResourceState, SourceState } from '../../inventory/source.ts';
import { escapeUnseen } from '../../lib/escape-unseen.ts';
import { always, integer, list, record, type ShapeNote, text } from '../../lib/shape.ts';
import type { Unreadable } from '../../model/health.ts';

/**
 * A snapshot is YAML in two documents: what was read, when and how far; then all the objects, as meshpath keeps them
 * (the fields it reads, in their newest form; of Secrets the names), one a line.
 */
export const SNAPSHOT = { apiVersion: 'meshpath.dev/v1', kind: 'Snapshot' } as const;

export function snapshotText(state: SourceState, origin: Origin): string {
  const objects = KIND_NAMES.flatMap((kind) =>
    state.inventory.list(kind).map((object) => keptOf(kind, object)),
  );
  const items = objects.map((it) => escapeUnseen(JSON.stringify(it))).join(',\n');
  return [
    '# What meshpath read: meshpath -f reads it back, with the time it was read at. Secrets: names alone.\n',
    escapeUnseen(
      stringify(headOf(state, origin), {
        defaultStringType: 'QUOTE_DOUBLE',
        defaultKeyType: 'PLAIN',
        lineWidth: 0,
      }),
    ),
    `---\n{"apiVersion": "v1", "kind": "List", "items": [\n${items}\n]}\n`,
  ].join('');
}

function keptOf(kind: Kind, object: KubeObject): object {
  const { apiVersion, metadata } = object;
  if (kind === 'Secret') {
    const { name, namespace } = metadata;
    return { apiVersion, kind: 'Secret', metadata: { name, namespace } };
  }
  // Core Endpoints were raised to slices, and cannot be raised again.
  if (kind === 'EndpointSlice' && object.kind !== 'EndpointSlice')
    return { ...object, apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' };
  return object;
}

function headOf({ inventory, resources, now, otherKinds }: SourceState, origin: Origin): object {
  const namespaces = new Set([
    ...KIND_NAMES.flatMap((kind) =>
      inventory.list(kind).map(({ metadata }) => metadata.namespace ?? ''),
    ),
    ...resources.flatMap((it) => it.namespaces ?? []),
  ]);
  const sorted = [...namespaces].toSorted();
  return {
    ...SNAPSHOT,
    metadata: { name: origin.context ?? origin.type },
    spec: {
      takenAt: new Date(now).toISOString(),
      source: { ...origin },
      resources: resources.map(({ kind, resource, state, since, message, namespaces: read }) => ({
        kind,
        resource,
        state,
        ...(since !== undefined && { since }),
        ...(message !== undefined && { message }),
        ...(read !== undefined && { namespaces: read }),
        ...coverageOf(inventory.coverage, kind, sorted),
      })),
      ...(otherKinds !== undefined && { otherKinds }),
    },
  };
}

/** Complete, or why not and where it is all the same. */
function coverageOf(coverage: CoverageOf, kind: Kind, namespaces: readonly string[]): object {
  const all = coverage(kind);
  if (all.type === 'complete') return { coverage: 'complete' };
  const completeIn = namespaces.filter((it) => coverage(kind, it).type === 'complete');
  return { coverage: all.reason, ...(completeIn.length > 0 && { completeIn }) };
}

/** What the first document of a snapshot tells. */
export interface SnapshotHead {
  readonly takenAt: number;
  readonly coverage: CoverageOf;
  readonly resources: readonly Omit<ResourceState, 'count'>[];
  readonly otherKinds: NonNullable<SourceState['otherKinds']>;
}

const head = record({
  spec: always(
    record({
      takenAt: text,
      resources: list(
        record({
          kind: text,
          resource: text,
          state: text,
          since: text,
          message: text,
          namespaces: list(text),
          coverage: text,
          completeIn: list(text),
        }),
      ),
      otherKinds: list(record({ kind: text, group: text, count: integer })),
    }),
  ),
});

/** Undefined where it does not say when it was taken. Kinds that it does not name were not read. */
export function readSnapshotHead(raw: Raw, notes: ShapeNote[]): SnapshotHead | undefined {
  const { spec } = head.read(raw, { notes, share: (it) => it }) ?? {};
  const takenAt = Date.parse(spec?.takenAt ?? '');
  if (spec === undefined || Number.isNaN(takenAt)) return undefined;
  const known = new Map(
    spec.resources.flatMap((it) =>
      isKind(it.kind) ? [[it.kind, { ...it, kind: it.kind }] as const] : [],
    ),
  );
  return {
    takenAt,
    coverage: (kind, namespace) => {
      const { coverage = 'failed', completeIn = [] } = known.get(kind) ?? {};
      if (coverage === 'complete') return { type: 'complete' };
      if (namespace !== undefined && completeIn.includes(namespace)) return { type: 'complete' };
      return { type: 'incomplete', reason: isUnreadable(coverage) ? coverage : 'failed' };
    },
    resources: [...known.values()].map(
      ({ kind, resource = resourceName(kind), state, since, message, namespaces }) => ({
        kind,
        resource,
        state: isState(state) ? state : 'failed',
        ...(since !== undefined && { since }),
        ...(message !== undefined && { message }),
        ...(namespaces.length > 0 && { namespaces }),
      }),
    ),
    otherKinds: spec.otherKinds.flatMap(({ kind, group = '', count = 0 }) =>
      kind === undefined ? [] : [{ kind, group, count }],
    ),
  };
}

const isKind = (value: string | undefined): value is Kind =>
  value !== undefined && Object.hasOwn(KINDS, value);

const UNREADABLE: Readonly<Record<Unreadable, true>> = {
  forbidden: true,
  failed: true,
  loading: true,
  'not-in-files': true,
  'not-listed': true,
};
const isUnreadable = (value: string): value is Unreadable => Object.hasOwn(UNREADABLE, value);

const STATES: Readonly<Record<ResourceState['state'], true>> = {
  loading: true,
  live: true,
  stale: true,
  forbidden: true,
  absent: true,
  failed: true,
  'not-in-files': true,
};
const isState = (value: string | undefined): value is ResourceState['state'] =>
  value !== undefined && Object.hasOwn(STATES, value);
