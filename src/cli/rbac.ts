import { CLUSTER_KINDS, groupOfResource, resourceName } from '../inventory/kinds.ts';
import { groupBy } from '../lib/group.ts';
import type { PolicyRuleReport } from '../report/contract.ts';

const READ: readonly string[] = ['get', 'list', 'watch'];

/** What an admin has to allow for these resources (`ingresses.networking.k8s.io`), a rule for each API group. */
export const rulesFor = (resources: readonly string[]): readonly PolicyRuleReport[] =>
  [...groupBy(resources, groupOfResource)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([group, some]) => ({
      apiGroups: [group],
      resources: some.map((it) => it.replace(/\..*/, '')).toSorted(),
      verbs: READ,
    }));

/** What is looked at beside the objects: events of one (`v`), logs of a Pod (`L`). */
const CLOSER: PolicyRuleReport = {
  apiGroups: [''],
  resources: ['events', 'pods/log'],
  verbs: ['get', 'list'],
};

/** All that meshpath reads; applied as it stands, it changes nothing else in a cluster. */
export function clusterRole(): string {
  const [secrets] = rulesFor(['secrets']);
  const rules = rulesFor(CLUSTER_KINDS.map(resourceName).filter((it) => it !== 'secrets'));
  return [
    '# All that meshpath reads of a cluster. It never asks for anything but get, list and watch.',
    'apiVersion: rbac.authorization.k8s.io/v1',
    'kind: ClusterRole',
    'metadata:',
    '  name: meshpath',
    'rules:',
    ...rules.flatMap(ruleLines),
    '# Events and logs, for the screens that show them.',
    ...ruleLines(CLOSER),
    '# Optional: whether the Secret of a TLS listener is there. Only names are kept of it, but RBAC cannot allow less',
    '# than the whole Secret. Without this rule meshpath says that it does not know.',
    ...(secrets === undefined ? [] : ruleLines(secrets)),
    '',
  ].join('\n');
}

export const ruleLines = ({ apiGroups, resources, verbs }: PolicyRuleReport): readonly string[] => [
  `- apiGroups: [${apiGroups.map((it) => (it === '' ? '""' : it)).join(', ')}]`,
  `  resources: [${resources.join(', ')}]`,
  `  verbs: [${verbs.join(', ')}]`,
];
