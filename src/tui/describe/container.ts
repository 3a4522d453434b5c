import type { Raw } from '../../inventory/raise.ts';
import { age } from '../../text/age.ts';
import { printable } from '../../text/printable.ts';
import { recordAt, recordsAt, textAt, textsAt } from '../raw-fields.ts';
import { type Fact, factLines, section } from './block.ts';

/** Each with its state and its past, those that run before the others first. */
export const containerSections = (raw: unknown, now: number): readonly string[] =>
  [
    ['init container', 'initContainers', 'initContainerStatuses'] as const,
    ['container', 'containers', 'containerStatuses'] as const,
  ].flatMap(([word, specs, states]) => {
    const statuses = recordsAt(recordAt(raw, 'status'), states);
    return recordsAt(recordAt(raw, 'spec'), specs).flatMap((spec) => {
      const name = textAt(spec, 'name');
      const status = statuses.find((it) => textAt(it, 'name') === name) ?? {};
      return section(printable(`${word} ${name}`), containerLines(spec, status, now));
    });
  });

const containerLines = (spec: Raw, status: Raw, now: number): readonly string[] =>
  factLines(
    (
      [
        ['state', stateWords(recordAt(status, 'state'), now)],
        ['before that', stateWords(recordAt(status, 'lastState'), now)],
        ['ready', textAt(status, 'ready')],
        ['restarts', textAt(status, 'restartCount')],
        ['image', textAt(spec, 'image')],
        ['ports', recordsAt(spec, 'ports').map(portWords).join(', ')],
        ['ready when', probeWords(recordAt(spec, 'readinessProbe'))],
        ['alive when', probeWords(recordAt(spec, 'livenessProbe'))],
        ['started when', probeWords(recordAt(spec, 'startupProbe'))],
        ['requests', amounts(spec, 'requests')],
        ['limits', amounts(spec, 'limits')],
        ['runs', textsAt(spec, 'command').join(' ')],
        ['with', textsAt(spec, 'args').join(' ')],
      ] satisfies readonly Fact[]
    ).map(([name, value]): Fact => [name, printable(value)]),
  );

function stateWords(state: Raw, now: number): string {
  const [running, waiting, ended] = ['running', 'waiting', 'terminated'].map((it) =>
    it in state ? recordAt(state, it) : undefined,
  );
  if (ended !== undefined)
    return words(', ', [
      `ended${agoAt(ended, 'finishedAt', now)} with exit code ${textAt(ended, 'exitCode')}`,
      textAt(ended, 'reason'),
      textAt(ended, 'message'),
    ]);
  if (waiting !== undefined)
    return words(': ', ['waits', textAt(waiting, 'reason'), textAt(waiting, 'message')]);
  return running === undefined ? '' : `started${agoAt(running, 'startedAt', now)}`;
}

function agoAt(state: Raw, key: string, now: number): string {
  const ago = age(textAt(state, key), now);
  return ago === '' ? '' : ` ${ago} ago`;
}

const words = (between: string, parts: readonly string[]): string =>
  parts.filter((it) => it !== '').join(between);

const portWords = (port: Raw): string => {
  const number = textAt(port, 'containerPort');
  const protocol = textAt(port, 'protocol') || 'TCP';
  return words(' ', [textAt(port, 'name'), protocol === 'TCP' ? number : `${number}/${protocol}`]);
};

/** `GET :8080/health answers, every 10s, given up after 3` */
function probeWords(probe: Raw): string {
  const action = actionWords(probe);
  const period = textAt(probe, 'periodSeconds');
  const failures = textAt(probe, 'failureThreshold');
  return action === ''
    ? ''
    : words(', ', [
        action,
        period === '' ? '' : `every ${period}s`,
        failures === '' ? '' : `given up after ${failures}`,
      ]);
}

function actionWords(probe: Raw): string {
  const [http, tcp, grpc, exec] = ['httpGet', 'tcpSocket', 'grpc', 'exec'].map((it) =>
    it in probe ? recordAt(probe, it) : undefined,
  );
  if (http !== undefined) {
    const verb = textAt(http, 'scheme') === 'HTTPS' ? 'HTTPS GET' : 'GET';
    return `${verb} :${textAt(http, 'port')}${textAt(http, 'path')} answers`;
  }
  if (tcp !== undefined) return `:${textAt(tcp, 'port')} takes connections`;
  if (grpc !== undefined) return `gRPC :${textAt(grpc, 'port')} is serving`;
  return exec === undefined ? '' : `${textsAt(exec, 'command').join(' ')} ends with 0`;
}

const amounts = (spec: Raw, key: string): string =>
  Object.entries(recordAt(recordAt(spec, 'resources'), key))
    .map(([name, amount]) => `${name} ${String(amount)}`)
    .join(', ');
