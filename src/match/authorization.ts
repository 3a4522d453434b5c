import type {
  Authentication,
  Authorization,
  AuthorizationCondition,
  AuthorizationOperation,
  AuthorizationRule,
  AuthorizationSource,
  Peer,
  Wanted,
} from '../model/authorization.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import type { Dependence } from '../model/trace.ts';
import { headerValue, type Seen } from './request.ts';
import { tokenAt } from './token.ts';

/** A request at a server, as authorization sees it. */
export interface Arriving extends Seen {
  readonly protocol: 'http' | 'tcp' | 'udp';
  /** The one that is bound. */
  readonly port?: number;
  /** Who calls; nobody where the server asks for no client's certificate. */
  readonly peer: Peer | 'nobody' | 'unknown';
  /** Behind a gateway: whoever opened the connection is the gateway, not the client. */
  readonly behind?: true;
}

export type AuthorizationVerdict =
  | { readonly type: 'allowed' }
  /** By a policy that denies, or by those that allow others alone. */
  | {
      readonly type: 'denied';
      readonly because: 'denies' | 'allows-others';
      readonly by: readonly ObjectRef[];
    }
  | { readonly type: 'depends'; readonly on: readonly Dependence[] };

/** N37: another service is asked first, then DENY counts, then ALLOW: one that exists and takes nothing denies. */
export function judgeAuthorization(
  policies: readonly Authorization[],
  arriving: Arriving,
): AuthorizationVerdict {
  const on: Dependence[] = [];
  for (const policy of policies.filter((it) => it.action === 'custom')) {
    if (takes(policy, arriving).type === 'no') continue;
    on.push({ type: 'external-auth', service: policy.provider ?? '' });
  }
  for (const policy of policies.filter((it) => it.action === 'deny')) {
    const answer = takes(policy, arriving);
    if (answer.type === 'yes') return { type: 'denied', because: 'denies', by: [policy.object] };
    if (answer.type === 'unknown') on.push(...answer.on);
  }
  const allow = policies.filter((it) => it.action === 'allow');
  if (allow.length > 0) {
    const answer = any(allow.map((it) => takes(it, arriving)));
    if (answer.type === 'no')
      return { type: 'denied', because: 'allows-others', by: allow.map((it) => it.object) };
    if (answer.type === 'unknown') on.push(...answer.on);
  }
  return on.length === 0 ? { type: 'allowed' } : { type: 'depends', on };
}

/** What is known of a condition from the request alone. */
type Answer =
  | { readonly type: 'yes' | 'no' }
  | { readonly type: 'unknown'; readonly on: readonly Dependence[] };

const YES: Answer = { type: 'yes' };
const NO: Answer = { type: 'no' };
const known = (holds: boolean): Answer => (holds ? YES : NO);

function any(answers: readonly Answer[]): Answer {
  if (answers.some((it) => it.type === 'yes')) return YES;
  const on = answers.flatMap((it) => (it.type === 'unknown' ? it.on : []));
  return on.length === 0 ? NO : { type: 'unknown', on };
}

function all(answers: readonly Answer[]): Answer {
  if (answers.some((it) => it.type === 'no')) return NO;
  const on = answers.flatMap((it) => (it.type === 'unknown' ? it.on : []));
  return on.length === 0 ? YES : { type: 'unknown', on };
}

const takes = (policy: Authorization, arriving: Arriving): Answer =>
  any(policy.rules.map((it) => ruleTakes(it, { policy, arriving })));

interface Asked {
  readonly policy: Authorization;
  readonly arriving: Arriving;
}

/** Without HTTP, a rule that allows is left out where it asks for HTTP; one that denies loses that condition alone. */
function ruleTakes(rule: AuthorizationRule, asked: Asked): Answer {
  const { arriving, policy } = asked;
  if (arriving.protocol !== 'http' && policy.action === 'allow' && needsHttp(rule)) return NO;
  return all([
    rule.from.length === 0 ? YES : any(rule.from.map((it) => sourceTakes(it, asked))),
    rule.to.length === 0 ? YES : any(rule.to.map((it) => operationTakes(it, asked))),
    ...rule.when.map((it) => conditionHolds(it, asked)),
  ]);
}

const needsHttp = ({ from, to, when }: AuthorizationRule): boolean =>
  from.some((it) => isAsked(it.requestPrincipals)) ||
  to.some((it) => isAsked(it.hosts) || isAsked(it.paths) || isAsked(it.methods)) ||
  when.some((it) => it.key.startsWith('request.'));

const isAsked = ({ values, not }: Wanted): boolean => values.length + not.length > 0;

function operationTakes(
  { hosts, paths, methods, ports }: AuthorizationOperation,
  asked: Asked,
): Answer {
  const { arriving } = asked;
  const ofHttp =
    arriving.protocol !== 'http'
      ? []
      : [
          wantedHolds(hosts, (it) => textFits(it.toLowerCase(), arriving.authority.toLowerCase())),
          wantedHolds(paths, (it) => pathFits(it, arriving.path)),
          wantedHolds(methods, (it) => textFits(it, arriving.method)),
        ];
  return all([...ofHttp, byPort(ports, asked)]);
}

function sourceTakes(source: AuthorizationSource, asked: Asked): Answer {
  return all([
    byCaller(source.ipBlocks, asked),
    byAddress(source.remoteIpBlocks),
    byPeer(source.principals, asked, principalFits),
    byPeer(source.namespaces, asked, (it, { namespace }) => textFits(it, namespace)),
    byPeer(source.serviceAccounts, asked, (it, peer) => accountFits(it, peer, asked)),
    asked.arriving.protocol === 'http' ? byIdentity(source.requestPrincipals, asked) : YES,
  ]);
}

const byAddress = (wanted: Wanted): Answer =>
  isAsked(wanted)
    ? {
        type: 'unknown',
        on: [{ type: 'client-address', wanted: [...wanted.values, ...wanted.not] }],
      }
    : YES;

/** Behind a gateway the caller's address is the gateway's, which no rule of ours depends on. */
const byCaller = (wanted: Wanted, asked: Asked): Answer =>
  asked.arriving.behind === true ? byIdentity(wanted, asked) : byAddress(wanted);

const byPort = (wanted: Wanted, asked: Asked): Answer =>
  asked.arriving.port === undefined
    ? byIdentity(wanted, asked)
    : wantedHolds(wanted, (it) => it === `${asked.arriving.port}`);

/** Whoever comes without a certificate is nobody of the mesh. */
function byPeer(
  wanted: Wanted,
  asked: Asked,
  fits: (value: string, peer: Peer) => boolean,
): Answer {
  const { peer } = asked.arriving;
  switch (peer) {
    case 'nobody':
      return known(wanted.values.length === 0);
    case 'unknown':
      return byIdentity(wanted, asked);
    default:
      return wantedHolds(wanted, (it) => fits(it, peer));
  }
}

/** `cluster.local/ns/shop/sa/web`; under whichever trust domain the mesh has. */
function principalFits(wanted: string, { namespace, serviceAccount }: Peer): boolean {
  const rest = `/ns/${namespace}/sa/${serviceAccount}`;
  if (wanted.startsWith('*')) return textFits(wanted, `${TRUST_DOMAIN}${rest}`);
  const slash = wanted.indexOf('/');
  return slash >= 0 && textFits(wanted.slice(slash), rest);
}

const TRUST_DOMAIN = 'cluster.local';

const accountFits = (wanted: string, peer: Peer, { policy }: Asked): boolean =>
  (wanted.includes('/') ? wanted : `${policy.object.namespace ?? ''}/${wanted}`) ===
  `${peer.namespace}/${peer.serviceAccount}`;

const byIdentity = (wanted: Wanted, { policy }: Asked): Answer =>
  isAsked(wanted) ? { type: 'unknown', on: [{ type: 'identity', policy: policy.object }] } : YES;

const HEADER = /^request\.headers\[(.+)\]$/;

function conditionHolds({ key, wanted }: AuthorizationCondition, asked: Asked): Answer {
  const { arriving } = asked;
  const header = HEADER.exec(key)?.[1];
  if (header !== undefined) {
    if (arriving.protocol !== 'http') return YES;
    const value = headerValue(arriving, header);
    return wantedHolds(wanted, (it) =>
      it === '*' ? value !== undefined : value !== undefined && textFits(it, value),
    );
  }
  switch (key) {
    case 'destination.port':
      return byPort(wanted, asked);
    case 'connection.sni':
      return wantedHolds(wanted, (it) => textFits(it, arriving.sni ?? ''));
    case 'source.ip':
      return byCaller(wanted, asked);
    case 'remote.ip':
      return byAddress(wanted);
    case 'source.principal':
      return byPeer(wanted, asked, principalFits);
    case 'source.namespace':
      return byPeer(wanted, asked, (it, { namespace }) => textFits(it, namespace));
    case 'source.serviceAccount':
      return byPeer(wanted, asked, (it, peer) => accountFits(it, peer, asked));
    default:
      return key.startsWith('request.') && arriving.protocol !== 'http'
        ? YES
        : byIdentity(wanted, asked);
  }
}

/** Whoever shows no token passes (N37); whether one that is shown is valid cannot be known. */
export function tokensOf(
  policies: readonly Authentication[],
  seen: Seen,
): readonly Extract<Dependence, { readonly type: 'token' }>[] {
  return policies
    .filter(({ locations }) => locations.some((it) => tokenAt(it, seen) !== undefined))
    .map(({ object }) => ({ type: 'token', policy: object }));
}

function wantedHolds({ values, not }: Wanted, fits: (value: string) => boolean): Answer {
  return known((values.length === 0 || values.some(fits)) && !not.some(fits));
}

/** `*` asks for something, `a*` for a beginning, `*a` for an end. */
function textFits(wanted: string, got: string): boolean {
  if (wanted === '*') return got !== '';
  if (wanted.startsWith('*')) return got.endsWith(wanted.slice(1));
  return wanted.endsWith('*') ? got.startsWith(wanted.slice(0, -1)) : wanted === got;
}

/** `{*}` is one segment, `{**}` any number of them. */
function pathFits(wanted: string, got: string): boolean {
  if (!wanted.includes('{*}') && !wanted.includes('{**}')) return textFits(wanted, got);
  return segmentsFit(wanted.split('/'), got.split('/'));
}

function segmentsFit(wanted: readonly string[], got: readonly string[]): boolean {
  const [first, ...rest] = wanted;
  if (first === undefined) return got.length === 0;
  if (first === '{**}')
    return got.some((_, index) => segmentsFit(rest, got.slice(index))) || segmentsFit(rest, []);
  const [segment, ...others] = got;
  if (segment === undefined) return false;
  return (first === '{*}' ? segment !== '' : first === segment) && segmentsFit(rest, others);
}
