import type {
  Destination,
  EntryPoint,
  Fact,
  Hop,
  Listener,
  Pod,
  Route,
} from '../../model/exposure.ts';
import type { Judgement } from '../../model/health.ts';
import type { ObjectRef } from '../../model/object-ref.ts';

/** A row of the tree from an entry point down to its Pods, with the rows below it. */
export interface TreeNode {
  /** The same for the same thing in every snapshot, and in one tree only once. */
  readonly id: string;
  readonly subject: Subject;
  /** Absent for what has no health of its own. */
  readonly judgement?: Judgement;
  readonly label: readonly Segment[];
  /** What stands at the right end where there is room: counts, what is wrong. */
  readonly trailing: readonly Segment[];
  /** Closed until somebody opens it. */
  readonly folded?: true;
  readonly children: readonly TreeNode[];
}

/** A piece of a row's text, by what it means. Printable. */
export interface Segment {
  readonly role: Role;
  readonly text: string;
}

export type Role =
  | 'address'
  | 'arrow'
  | 'condition'
  | 'count'
  | 'detail'
  | 'host'
  | 'index'
  | 'kind'
  | 'name'
  | 'reason'
  | 'share'
  | 'status'
  | 'subset'
  | 'target';

/** What a row is about: what its details, its YAML and its logs are those of. */
export type Subject =
  | { readonly type: 'entry-point'; readonly entryPoint: EntryPoint }
  | { readonly type: 'hop'; readonly hop: Hop }
  | { readonly type: 'listener'; readonly listener: Listener; readonly object: ObjectRef }
  /** The routing object above its rules. */
  | { readonly type: 'object'; readonly object: ObjectRef }
  /** Several where one rule of an object is tried as several, one after the other. */
  | { readonly type: 'rule'; readonly routes: readonly Route[] }
  | { readonly type: 'destination'; readonly destination: Destination; readonly route: Route }
  | { readonly type: 'pod'; readonly pod: Pod }
  | { readonly type: 'fact'; readonly fact: Fact }
  | { readonly type: 'unrouted-ports'; readonly ports: EntryPoint['unroutedPorts'] }
  | { readonly type: 'otherwise'; readonly status: number };

/** Without the pieces that are empty. */
export const segments = (...pieces: readonly (readonly [Role, string])[]): readonly Segment[] =>
  pieces.flatMap(([role, text]) => (text === '' ? [] : [{ role, text }]));

/** A row's pieces as one text: what belongs together a space apart, the others two. */
export function joinSegments(pieces: readonly Segment[]): string {
  let line = '';
  for (const [index, { text }] of pieces.entries()) {
    const before = pieces[index - 1];
    line += before === undefined ? text : `${gapAfter(before)}${text}`;
  }
  return line;
}

export const gapAfter = ({ role }: Segment): string =>
  role === 'kind' || role === 'arrow' ? ' ' : '  ';
