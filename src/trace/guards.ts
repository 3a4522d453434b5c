import { type Arriving, judgeAuthorization, tokensOf } from '../match/authorization.ts';
import type { Guard } from '../model/authorization.ts';
import type { Destination, Server } from '../model/exposure.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import {
  type Dependence,
  isTls,
  type Rejection,
  type Request,
  type Trace,
} from '../model/trace.ts';
import { seenOf } from './answer.ts';

/**
 * N37: the Pods' own proxies may deny what the gateway sends on. Where that depends on what cannot be known, both
 * answers are given.
 */
export function byGuards(answer: Trace, server: Server): readonly Trace[] {
  if (answer.outcome !== 'backend') return [answer];
  const judged = answer.destinations.map((it) => judge(it, answer, server));
  const sure = withDenied(answer, judged, ({ verdict }) => verdict === 'denied');
  const unsure = judged.filter((it) => it.verdict === 'depends');
  const tokens = judged.flatMap((it) => it.tokens);
  if (unsure.length + tokens.length === 0) return [sure];
  const dependsOn = [...unsure.flatMap((it) => it.on), ...tokens, ...answer.dependsOn];
  return [
    { ...sure, dependsOn },
    ...(unsure.length === 0
      ? []
      : [{ ...withDenied(answer, judged, ({ verdict }) => verdict !== 'allowed'), dependsOn }]),
    ...(tokens.length === 0
      ? []
      : [
          { ...withDenied(answer, judged, (it) => it.tokens.length > 0, INVALID_TOKEN), dependsOn },
        ]),
  ];
}

/** What a proxy answers whose token is not valid. */
export const INVALID_TOKEN = 401;

interface Judged {
  readonly verdict: 'allowed' | 'denied' | 'depends';
  readonly because?: 'denies' | 'allows-others';
  readonly by: readonly ObjectRef[];
  readonly on: readonly Dependence[];
  readonly tokens: readonly Dependence[];
  /** What comes of it: without HTTP the connection is cut, and a gateway that speaks HTTP answers for that. */
  readonly status?: number;
}

const ALLOWED: Judged = { verdict: 'allowed', by: [], on: [], tokens: [] };

function judge({ guard, failureShare }: Destination, answer: Trace, server: Server): Judged {
  if (guard === undefined || failureShare >= 1) return ALLOWED;
  const arriving = arrivingAt(guard, answer, server);
  const seesHttp = arriving.protocol === 'http';
  const status = seesHttp ? 403 : server.protocol === 'http' ? 503 : undefined;
  const common = {
    tokens: seesHttp ? tokensOf(guard.authentication, arriving) : [],
    ...(status !== undefined && { status }),
  };
  const verdict = judgeAuthorization(guard.authorization, arriving);
  switch (verdict.type) {
    case 'allowed':
      return { ...common, verdict: 'allowed', by: [], on: [] };
    case 'denied':
      return {
        ...common,
        verdict: 'denied',
        on: [],
        tokens: [],
        because: verdict.because,
        by: verdict.by,
      };
    case 'depends':
      return { ...common, verdict: 'depends', by: [], on: verdict.on };
  }
}

/** The request as the Pod sees it. */
function arrivingAt(guard: Guard, answer: Trace, server: Server): Arriving {
  const { request, rewrite, normalizedPath, requestHeaders } = answer;
  const sent: Request = {
    ...request,
    authority: rewrite?.host ?? request.authority,
    headers: requestHeaders ?? request.headers,
  };
  const path = rewrite?.path ?? normalizedPath ?? request.path;
  const isReadable = server.protocol === 'http' || !isTls(request.scheme);
  return {
    ...seenOf(sent, path),
    protocol: guard.protocol === 'http' && isReadable && isWeb(request) ? 'http' : 'tcp',
    ...(guard.port !== undefined && { port: guard.port }),
    peer: guard.peer,
    behind: true,
  };
}

const isWeb = ({ scheme }: Request): boolean =>
  scheme !== 'tcp' && scheme !== 'udp' && scheme !== 'tls';

function withDenied(
  answer: Trace,
  judged: readonly Judged[],
  isDenied: (it: Judged) => boolean,
  status?: number,
): Trace {
  const denied = judged.map(isDenied);
  if (!denied.includes(true)) return answer;
  const destinations = answer.destinations.map((it, index): Destination => {
    const found = judged[index];
    if (found === undefined || denied[index] !== true) return it;
    const failureStatus = status ?? found.status;
    const [policy] = found.because === 'denies' ? found.by : [];
    return {
      ...it,
      failureShare: 1,
      ...(failureStatus !== undefined && { failureStatus }),
      judgement: {
        health: 'broken',
        reason: { type: 'denied', ...(policy !== undefined && { policy }) },
      },
    };
  });
  const lost = answer.destinations.reduce(
    (sum, it, index) => sum + (denied[index] === true ? it.share * (1 - it.failureShare) : 0),
    0,
  );
  const failureShare = Math.min(1, answer.failureShare + (1 - answer.failureShare) * lost);
  const result = { ...answer, destinations, failureShare };
  if (destinations.some((it) => it.failureShare < 1)) return result;
  const [first] = destinations;
  const policies = judged.flatMap(({ by, because = 'denies' }, index): readonly Rejection[] =>
    denied[index] === true ? by.map((object) => ({ object, reason: { type: because } })) : [],
  );
  return {
    ...result,
    outcome: 'denied',
    ...(first?.failureStatus === undefined
      ? { connection: 'closed' as const }
      : { expectedStatus: first.failureStatus }),
    rejected: [...policies, ...answer.rejected],
  };
}
