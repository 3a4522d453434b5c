import type { Raw } from '../../inventory/raise.ts';
import { isWorkloadKind } from '../../inventory/workloads.ts';
import { type ObjectRef, sameRef } from '../../model/object-ref.ts';
import type { Snapshot } from '../../session/session.ts';
import { age } from '../../text/age.ts';
import { describeRef } from '../../text/object-ref.ts';
import { printable } from '../../text/printable.ts';
import { yamlLines } from '../../text/yaml.ts';
import { recordAt, recordsAt, textAt } from '../raw-fields.ts';
import { writesOf } from '../writes.ts';
import { columns, type Fact, factLines, pairsOf, section } from './block.ts';
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
    ...factLines([...lifeFacts(raw, snapshot.now), ...ownFacts(described)]),
    ...section('what is wrong', findingLines(object, snapshot)),
    ...ownSections(described),
    ...section('its rules', ruleLines(object, snapshot.exposure)),
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

function ownFacts({ object: { kind }, raw, snapshot }: Described): readonly Fact[] {
  if (kind === 'Service') return serviceFacts(raw);
  if (kind === 'Pod') return podFacts(raw, snapshot.now);
  return isWorkloadKind(kind) ? workloadFacts(raw) : [];
}

function ownSections(described: Described): readonly string[] {
  const { object, raw, snapshot } = described;
  if (object.kind === 'Service') return serviceSections(object, raw, snapshot);
  if (object.kind === 'Pod') return podSections(object, raw, snapshot);
  if (isWorkloadKind(object.kind)) return workloadSections(object, raw, snapshot);
  return section('spec', specLines(raw));
}

const specLines = (raw: unknown): readonly string[] => {
  const spec = recordAt(raw, 'spec');
  return Object.keys(spec).length === 0 ? [] : yamlLines(spec);
};

const findingLines = (object: ObjectRef, { findings }: Snapshot): readonly string[] =>
  findings
    .filter((it) => sameRef(it.object, object))
    .flatMap(({ severity, check, message, hint }) => [
      printable(`${severity}  ${message}  (${check})`),
      ...(hint === undefined ? [] : [printable(`  ${hint}`)]),
    ]);

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
