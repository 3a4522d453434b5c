import { groupBy } from '../../lib/group.ts';
import { listing } from '../../lib/words.ts';
import type { DoctorReport } from '../../report/contract.ts';
import { printable } from '../../text/printable.ts';
import { ruleLines } from '../rbac.ts';
import type { Paint } from './paint.ts';
import { printTable } from './table.ts';

type Row = readonly [name: string, value: string];

/** In words: the way to the cluster, what was read of it, what to ask an admin for. */
export function printDoctor(report: DoctorReport, paint: Paint): string {
  const { problem, resources, rbac } = report;
  return [
    section('kubeconfig', kubeconfigRows(report.kubeconfig), paint),
    section('server', serverRows(report.server), paint),
    ...(problem === undefined
      ? []
      : [`${paint.health('broken', `${paint.sign('broken')} ${printable(problem)}`)}\n`]),
    ...(resources.length === 0 ? [] : [resourceTable(resources, paint), absentLine(resources)]),
    ...(rbac.length === 0 ? [] : [rbacLines(report, paint)]),
    section('controllers', controllerRows(report.controllers), paint),
    section('settings', settingsRows(report.settings), paint),
    section('terminal', terminalRows(report.terminal), paint),
  ]
    .filter((it) => it !== '')
    .join('\n');
}

function section(title: string, rows: readonly Row[], paint: Paint): string {
  if (rows.length === 0) return '';
  const width = Math.max(...rows.map(([name]) => name.length));
  return [
    paint.bold(title),
    ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${paint.plain(printable(value))}`),
    '',
  ].join('\n');
}

const rowsOf = (rows: Readonly<Record<string, string | undefined>>): readonly Row[] =>
  Object.entries(rows).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, value] as const],
  );

const FOUND_BY: Readonly<Record<string, string>> = {
  flag: 'by --kubeconfig',
  environment: 'by $KUBECONFIG',
  default: 'at its usual place',
  'in-cluster': 'in this Pod',
};

const kubeconfigRows = (it: DoctorReport['kubeconfig']): readonly Row[] =>
  rowsOf({
    from: it.from,
    found: FOUND_BY[it.foundBy ?? ''],
    context: it.context,
    cluster: it.cluster,
    user: it.user,
    namespace: it.namespace,
    credentials: it.credentials,
  });

const serverRows = ({ url, version, roundTripMs }: DoctorReport['server']): readonly Row[] =>
  rowsOf({
    url,
    version,
    'round trip': roundTripMs === undefined ? undefined : `${roundTripMs} ms`,
  });

type Resource = DoctorReport['resources'][number];

/** What is not installed is told in one line, after what is. */
const resourceTable = (resources: readonly Resource[], paint: Paint): string =>
  printTable(
    resources.filter((it) => it.state !== 'absent'),
    [
      { title: 'RESOURCE', cell: (it) => printable(it.resource) },
      { title: 'VERSION', cell: (it) => printable(it.version ?? '') },
      { title: 'COUNT', align: 'right', cell: (it) => (it.count ?? '').toString() },
      {
        title: 'STATE',
        cell: stateCell,
        paint: (it, text) =>
          it.state === 'live' && it.namespaces === undefined ? text : paint.health('unknown', text),
      },
    ],
    paint,
  );

function stateCell({ state, since, namespaces, message }: Resource): string {
  const words = since === undefined ? state : `${state} since ${since}`;
  if (namespaces !== undefined) return printable(`${words} in ${listing(namespaces)} only`);
  // Who may not read what is said in the rules below; the rest says why.
  const isPlain = state === 'live' || state === 'forbidden' || message === undefined;
  return printable(isPlain ? words : `${words}: ${message}`);
}

function absentLine(resources: readonly Resource[]): string {
  const absent = resources.filter((it) => it.state === 'absent').map((it) => it.resource);
  return absent.length === 0 ? '' : `not installed: ${printable(listing(absent))}\n`;
}

const rbacLines = ({ rbac }: DoctorReport, paint: Paint): string =>
  [
    paint.bold('for an admin'),
    '  This ClusterRole, bound to whom meshpath reads as, allows what is forbidden now:',
    ...[
      'apiVersion: rbac.authorization.k8s.io/v1',
      'kind: ClusterRole',
      'metadata: {name: meshpath-missing}',
      'rules:',
      ...rbac.flatMap(ruleLines),
    ].map((it) => `    ${it}`),
    '',
  ].join('\n');

const TYPES: Readonly<Record<string, string>> = {
  mesh: 'mesh',
  'ingress-class': 'IngressClass',
  'gateway-class': 'GatewayClass',
  'data-plane': 'proxy',
  'api-group': 'API group',
};

function controllerRows(controllers: DoctorReport['controllers']): readonly Row[] {
  return [...groupBy(controllers, (it) => it.type)].flatMap(([type, some]) =>
    some.map(({ name, controller, version, recognised }): Row => {
      const more = [controller, version].filter((it) => it !== undefined).join(', ');
      const known = recognised ? '' : ': meshpath does not know how it routes';
      return [TYPES[type] ?? type, `${name}${more === '' ? '' : ` (${more})`}${known}`];
    }),
  );
}

const settingsRows = (settings: DoctorReport['settings']): readonly Row[] =>
  settings === undefined
    ? []
    : [['from', settings.file], ...settings.mistakes.map((it): Row => ['not used', it])];

const terminalRows = (it: DoctorReport['terminal']): readonly Row[] =>
  rowsOf({
    TERM: it.term,
    width: it.columns === undefined ? undefined : `${it.columns} columns`,
    colour: it.colour ? 'yes' : 'no',
    Unicode: it.unicode ? 'yes' : 'no: the locale is not UTF-8, --ascii may read better',
    'full screen': fullScreen(it),
  });

function fullScreen({ fullScreen: can, stdin, stdout }: DoctorReport['terminal']): string {
  if (can) return 'yes';
  if (!stdout) return 'no: stdout is no terminal';
  return stdin ? 'no: the terminal is dumb' : 'no: stdin is no terminal';
}
