import { percent } from '../lib/percent.ts';
import { listing } from '../lib/words.ts';
import type { Destination } from '../model/exposure.ts';
import type { Health } from '../model/health.ts';
import { shortestPaths } from '../model/object-ref.ts';
import type { Request, RequestProblem, Trace } from '../model/trace.ts';
import { printable } from './printable.ts';
import { describeReason } from './reasons.ts';
import { describeTarget } from './target.ts';
import { describeDependence } from './trace-words.ts';

/** `GET https://shop.example.com/`; a connection that is only opened has no method. */
export const describeAsked = ({ method, url, scheme }: Request): string =>
  printable(scheme === 'tcp' || scheme === 'tls' || scheme === 'udp' ? url : `${method} ${url}`);

/** What the client would get, in a sentence. */
export function describeOutcome(trace: Trace): string {
  const { outcome, redirect, failureShare, request } = trace;
  switch (outcome) {
    case 'backend':
      return failureShare > 0
        ? `${percent(failureShare)} of such requests fail`
        : answeredBy(trace.destinations);
    case 'redirect':
      return redirect === undefined
        ? `redirect${answerOf(trace)}`
        : `${redirect.status} to ${printable(redirect.url)}`;
    case 'direct-response':
      return `the gateway answers itself${answerOf(trace)}`;
    case 'no-entry-point':
      return `nothing answers for ${printable(request.host)}`;
    case 'no-listener':
      if (trace.judgement.reason !== undefined)
        return `nobody serves it${trace.connection === undefined ? '' : ' (connection refused)'}: ${describeReason(trace.judgement.reason)}`;
      return trace.connection === 'closed'
        ? `no server there takes it${answerOf(trace)}`
        : `nothing listens there${answerOf(trace)}`;
    case 'no-route':
      return `no rule takes it${answerOf(trace)}`;
    case 'bad-backend':
      return `the rule's destination cannot answer${answerOf(trace)}`;
    case 'tls-mismatch':
      return `TLS does not fit${answerOf(trace)}`;
    case 'denied':
      return `denied${answerOf(trace)}`;
    case 'fault':
      return `a fault is injected${answerOf(trace)}`;
    case 'depends':
      return `it depends on ${listing(dependences(trace))}`;
  }
}

/** Each stands in the lines below; of kinds that could not be read there may be many. */
function dependences({ dependsOn }: Trace): readonly string[] {
  const unread = dependsOn.filter((it) => it.type === 'unreadable');
  const told = unread.length > 1 ? dependsOn.filter((it) => it.type !== 'unreadable') : dependsOn;
  return [
    ...new Set(told.map(describeDependence)),
    ...(unread.length > 1 ? [`${unread.length} kinds that could not be read`] : []),
  ];
}

/** What is outside of the cluster may answer, or not, and so may a Pod of which nothing is known. */
function answeredBy(destinations: Trace['destinations']): string {
  const unsure = destinations.filter(isUnsure);
  if (unsure.length === 0) return 'a Pod answers';
  if (unsure.length < destinations.length) return 'a Pod answers, as far as is known';
  const names = listing([...new Set(unsure.map((it) => describeTarget(it)))], 'or');
  return unsure.every(({ target, pods }) => target.type === 'external' && pods.length === 0)
    ? `it is sent on to ${names}, outside of the cluster`
    : `it goes to ${names}; whether a Pod answers is not known`;
}

const isUnsure = ({ judgement }: Destination): boolean => judgement.health === 'unknown';

/** `: 404`, `: connection refused`. */
function answerOf({ expectedStatus, connection, request }: Trace): string {
  if (expectedStatus !== undefined) return `: ${expectedStatus}`;
  if (connection === undefined) return '';
  if (request.scheme === 'udp') return ': no answer comes';
  switch (connection) {
    case 'refused':
      return ': connection refused';
    case 'closed':
      return ': the connection is closed';
    case 'tls-failure':
      return ': the TLS handshake fails';
  }
}

/** Of the answer as such, for its sign and colour. */
export function outcomeHealth({ outcome, failureShare, destinations }: Trace): Health {
  switch (outcome) {
    case 'backend':
      if (failureShare === 0 && destinations.some(isUnsure)) return 'unknown';
      return failureShare === 0 ? 'healthy' : failureShare < 1 ? 'degraded' : 'broken';
    case 'redirect':
    case 'direct-response':
      return failureShare === 0 ? 'healthy' : failureShare < 1 ? 'degraded' : 'broken';
    case 'depends':
      return 'unknown';
    case 'no-entry-point':
    case 'no-listener':
    case 'no-route':
    case 'bad-backend':
    case 'tls-mismatch':
    case 'denied':
    case 'fault':
      return 'broken';
  }
}

const isBareIpv6 = (host: string): boolean => /^[0-9a-f]*:[0-9a-f:.]*:[0-9a-f:.]*$/i.test(host);

/** Why what was asked is no request, and what to do. */
export function describeRequestProblem(problem: RequestProblem): string {
  switch (problem.type) {
    case 'not-a-url':
      return `"${printable(problem.url)}" is not a URL. Write it with its scheme: https://shop.example.com/path`;
    case 'unknown-scheme':
      return `The scheme "${printable(problem.scheme)}" is not known. Use http, https, ws, wss, grpc, grpcs, tcp, tls or udp.`;
    case 'bad-host':
      return `"${printable(problem.host)}" is not a host name or IP address.${isBareIpv6(problem.host) ? ' IPv6 addresses stand in brackets: https://[::1]/' : ''}`;
    case 'bad-port':
      return `"${printable(problem.port)}" is not a port: it must be from 1 to 65535.`;
    case 'port-needed':
      return `${problem.scheme} has no usual port. Write one: ${problem.scheme}://db.example.com:5432`;
    case 'bad-header':
      return `"${printable(problem.header)}" is not a header. Write it as -H 'Name: value'.`;
    case 'bad-method':
      return `"${printable(problem.method)}" is not a method.`;
    case 'via-names-nothing':
      return `No entry point is called ${printable(problem.via)}. \`meshpath list -o name\` prints their names.`;
    case 'via-names-several':
      return `${printable(problem.via)} names several entry points. Write ${listing(problem.candidates.map(shortestPaths(problem.candidates)).map(printable), 'or')}.`;
  }
}
