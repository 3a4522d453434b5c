import type { DataPlane, Exposure, Unread } from '../model/exposure.ts';
import type { Scheme, Trace } from '../model/trace.ts';
import { ownAnswer } from './answer.ts';

/**
 * Where nothing was found to answer, and there may be ways in or rules that could not be read, it is not known whether
 * nothing does.
 */
export function unlessUnread(
  answer: Trace,
  { dataPlanes, entryPoints, unread }: Pick<Exposure, 'dataPlanes' | 'entryPoints' | 'unread'>,
): Trace {
  if (unread.length === 0) return answer;
  const plane = dataPlanes.find((it) => it.id === answer.dataPlane);
  if (answer.outcome === 'backend' && plane?.proxy === 'kube-proxy')
    return unlessProxy(answer, plane);
  // What came to no data plane may have been meant for any of them.
  const provider =
    answer.dataPlane === undefined
      ? undefined
      : entryPoints.find((it) => it.id === answer.entryPoint)?.provider;
  const missing = unread.filter((it) => mayAnswer(it, answer, provider));
  if (missing.length === 0) return answer;
  const { expectedStatus: _, connection: __, ...rest } = answer;
  const dependsOn = missing.map(({ resource, because }) => ({
    type: 'unreadable' as const,
    resource,
    because,
  }));
  return {
    ...rest,
    ...ownAnswer('depends', { dependsOn: [...answer.dependsOn, ...dependsOn] }),
    notes: answer.notes,
  };
}

/** Behind kube-proxy comes a proxy of an API whose ways in could not be read: it answers, and by which rules is not known. */
function unlessProxy(answer: Trace, { caveats }: DataPlane): Trace {
  const missing = caveats.filter((it) => it.type === 'unreadable');
  if (missing.length === 0) return answer;
  return {
    ...answer,
    ...ownAnswer('depends', { dependsOn: [...answer.dependsOn, ...missing] }),
    destinations: answer.destinations,
  };
}

function mayAnswer({ provider, holds }: Unread, answer: Trace, found: string | undefined): boolean {
  const { outcome, request, judgement } = answer;
  const isRule = holds === (WITHOUT_HTTP.has(request.scheme) ? 'other-rules' : 'http-rules');
  const isTheirs = found === undefined || provider === found;
  switch (outcome) {
    case 'no-entry-point':
      return isRule || holds === 'entry-points';
    // Where nobody serves the data plane, no rule would help.
    case 'no-listener':
      return judgement.reason === undefined && isTheirs && (isRule || holds === 'entry-points');
    case 'no-route':
      return isTheirs && isRule;
    case 'backend':
    case 'redirect':
    case 'direct-response':
    case 'bad-backend':
    case 'tls-mismatch':
    case 'denied':
    case 'fault':
    case 'depends':
      return false;
  }
}

const WITHOUT_HTTP: ReadonlySet<Scheme> = new Set(['tcp', 'tls', 'udp']);
