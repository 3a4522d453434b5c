import type { Raw } from '../../inventory/raise.ts';
import { isWorkloadKind } from '../../inventory/workloads.ts';
import type { EntryPoint } from '../../model/exposure.ts';
import { type ObjectRef, sameRef } from '../../model/object-ref.ts';
import type { Snapshot } from '../../session/session.ts';
import { age } from '../../text/age.ts';
import { describeRef } from '../../text/object-ref.ts';
import { printable } from '../../text/printable.ts';
import { yamlLines } from '../../text/yaml.ts';
import { findingsOn } from '../causes.ts';
import { recordAt, recordsAt, textAt } from '../raw-fields.ts';
import { writesOf } from '../writes.ts';
import { columns, type Fact, factLines, pairsOf, section } from './block.ts';
import { entryPointFacts, entryPointSections } from './entry-point.ts';
import { podFacts, podSections } from './pod.ts';
import { ruleLines, useLines } from './rules.ts';
import { serviceFacts, serviceSections } from './service.ts';
import { workloadFacts, workloadSections } from './workload.ts';

/** An object, and all that is known of it. */
export interface Described {
  readonly object: ObjectRef;
  /** As the server has it. */
  readonly raw: unknown;
  readonly snapshot: Snapshot;
}

/**
 * What one would look for first: `kubectl describe` says how it is set, who wrote it last and in what state it is; and
 * beside that stands what only the routes tell: which requests reach it, what its own rules do, what is wrong with it.
 */
export function describeLines(described: Described): readonly string[] {
  const { object, raw, snapshot } = described;
  const metadata = recordAt(raw, 'metadata');
  return [
    describeRef(object),
    ...factLines([
      ...lifeFacts(raw, snapshot.now),
      ...factsOfKind(described),
      ...entryPointsOf(object, snapshot).flatMap(entryPointFacts),
    ]),
    ...section('what is wrong', findingLines(object, snapshot)),
    ...ownSections(described),
    ...section('requests that reach it', useLines(object, snapshot)),
    ...section('conditions', conditionLines(raw, snapshot.now)),
    ...section('labels', pairsOf(recordAt(metadata, 'labels'))),
    ...section('annotations', pairsOf(annotationsOf(metadata))),
  ];
}

function lifeFacts(raw: unknown, now: number): readonly Fact[] {
  const metadata = recordAt(raw, 'metadata');
  const [last] = writesOf(raw);
  return [
    ['created', since(textAt(metadata, 'creationTimestamp'), now)],
    ['being deleted', since(textAt(metadata, 'deletionTimestamp'), now)],
    [
      'last written',
      last === undefined
        ? ''
        : printable(`${age(last.at, now)} ago by ${last.manager}: ${last.fields}`),
    ],
    [
      'made by',
      recordsAt(metadata, 'ownerReferences')
        .map((it) => printable(`${textAt(it, 'kind')} ${textAt(it, 'name')}`))
        .join(', '),
    ],
  ];
}

const since = (at: string, now: number): string =>
  at === '' ? '' : printable(`${age(at, now)} ago, ${at}`);

const entryPointsOf = (object: ObjectRef, { exposure }: Snapshot): readonly EntryPoint[] =>
  exposure.entryPoints.filter((it) => sameRef(it.object, object));

function factsOfKind({ object: { kind }, raw, snapshot }: Described): readonly Fact[] {
  if (kind === 'Service') return serviceFacts(raw);
  if (kind === 'Pod') return podFacts(raw, snapshot.now);
  return isWorkloadKind(kind) ? workloadFacts(raw) : [];
}

function ownSections(described: Described): readonly string[] {
  const { object, raw, snapshot } = described;
  if (object.kind === 'Service') return serviceSections(object, raw, snapshot);
  if (object.kind === 'Pod') return podSections(object, raw, snapshot);
  if (isWorkloadKind(object.kind)) return workloadSections(object, snapshot);
  const routing = [
    ...entryPointsOf(object, snapshot).flatMap(entryPointSections),
    ...section('its rules', ruleLines(object, snapshot.exposure)),
  ];
  // What the routes say is more than what stands there, and `y` has that.
  return routing.length > 0 ? routing : section('spec', specLines(raw));
}

const specLines = (raw: unknown): readonly string[] => {
  const spec = recordAt(raw, 'spec');
  return Object.keys(spec).length === 0 ? [] : yamlLines(spec);
};

/** Of itself, and of what it leads to where it lets requests in. */
function findingLines(object: ObjectRef, snapshot: Snapshot): readonly string[] {
  const { findings } = snapshot;
  const own = findings.filter((it) => sameRef(it.object, object));
  const below = entryPointsOf(object, snapshot).flatMap((it) =>
    findingsOn(it, it.routes, findings),
  );
  return [...new Set([...own, ...below])].flatMap((it) => [
    printable(`${it.severity}  ${it.message}  (${it.check})`),
    ...(sameRef(it.object, object) ? [] : [`  of ${describeRef(it.object)}`]),
    ...(it.hint === undefined ? [] : [printable(`  ${it.hint}`)]),
  ]);
}

const conditionLines = (raw: unknown, now: number): readonly string[] =>
  columns(
    recordsAt(recordAt(raw, 'status'), 'conditions').map((it) => {
      const ago = age(textAt(it, 'lastTransitionTime'), now);
      return [
        textAt(it, 'type'),
        textAt(it, 'status'),
        ago === '' ? '' : `for ${ago}`,
        [textAt(it, 'reason'), textAt(it, 'message')].filter((word) => word !== '').join(': '),
      ].map(printable);
    }),
  );

/** The book-keeping of kubectl holds the whole object once more. */
const annotationsOf = (metadata: Raw): Raw => {
  const { 'kubectl.kubernetes.io/last-applied-configuration': _, ...rest } = recordAt(
    metadata,
    'annotations',
  );
  return rest;
};
