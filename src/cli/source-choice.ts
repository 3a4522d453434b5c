import type { Flags } from './args.ts';
import { usage } from './args.ts';
import type { FlagName } from './flags.ts';

/** Where the objects come from: exactly one of three. */
export type SourceChoice =
  | ClusterChoice
  | {
      readonly type: 'files';
      readonly paths: readonly string[];
      readonly recursive: boolean;
      readonly complete: boolean;
      /** Of objects that name none. */
      readonly defaultNamespace?: string;
    }
  | { readonly type: 'demo'; readonly scenario?: string };

export interface ClusterChoice {
  readonly type: 'cluster';
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly as?: string;
  readonly asGroups: readonly string[];
  readonly requestTimeout?: string;
  /** Where to read, if not everywhere at once. */
  readonly namespaces: readonly string[];
  /** Only those Pods, EndpointSlices and DestinationRules are read that an answer needs. */
  readonly onDemand?: true;
  /** For one answer; else what is read is kept up to date. */
  readonly readsOnce?: true;
}

export function sourceChoice(flags: Flags): SourceChoice {
  const files = flags.has('filename');
  const demo = flags.has('demo');
  if (files && demo) throw usage('-f and --demo exclude each other: choose one.');
  if (files || demo) refuseTogether(flags, CLUSTER_FLAGS, files ? '-f' : '--demo');
  if (!files) refuseTogether(flags, FILE_FLAGS, undefined);
  if (files)
    return {
      type: 'files',
      paths: flags.all('filename'),
      recursive: flags.has('recursive'),
      complete: flags.has('complete'),
    };
  if (demo) {
    const scenario = flags.one('demo') ?? '';
    return { type: 'demo', ...(scenario !== '' && { scenario }) };
  }
  return clusterChoice(flags);
}

/** For one answer nothing needs to be kept up to date. */
export const readOnce = (choice: SourceChoice): SourceChoice =>
  choice.type === 'cluster' ? { ...choice, readsOnce: true } : choice;

const CLUSTER_FLAGS: readonly FlagName[] = [
  'kubeconfig',
  'context',
  'as',
  'as-group',
  'request-timeout',
];
const FILE_FLAGS: readonly FlagName[] = ['recursive', 'complete'];

function refuseTogether(flags: Flags, names: readonly FlagName[], other: string | undefined): void {
  const found = names.find((it) => flags.has(it));
  if (found === undefined) return;
  throw usage(
    other === undefined
      ? `--${found} goes with -f only.`
      : `--${found} is for a cluster, and ${other} reads none: leave one out.`,
  );
}

export function clusterChoice(flags: Flags): ClusterChoice {
  const kubeconfig = flags.one('kubeconfig');
  const context = flags.one('context');
  const as = flags.one('as');
  const requestTimeout = flags.one('request-timeout');
  return {
    type: 'cluster',
    asGroups: flags.all('as-group'),
    namespaces: flags.all('namespace'),
    ...(kubeconfig !== undefined && { kubeconfig }),
    ...(context !== undefined && { context }),
    ...(as !== undefined && { as }),
    ...(requestTimeout !== undefined && { requestTimeout }),
  };
}
