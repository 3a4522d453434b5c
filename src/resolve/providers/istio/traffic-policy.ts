import type { IstioTrafficPolicy } from '../../../inventory/shapes/istio.ts';
import type { Fact, TrafficPolicy } from '../../../model/exposure.ts';
import type { ObjectRef } from '../../../model/object-ref.ts';

type Fields = Omit<IstioTrafficPolicy, 'portLevelSettings'>;

/** N34: a subset's over the top level's, and what is said for a port over both, whole. */
export function policyInForce(
  top: IstioTrafficPolicy | undefined,
  subset: IstioTrafficPolicy | undefined,
  port: number | undefined,
): Fields | undefined {
  const base = forPort(top, port);
  const own = forPort(subset, port);
  if (own === undefined) return base?.policy;
  if (base === undefined) return own.policy;
  const { loadBalancer, connectionPool, outlierDetection, tls, ...rest } = base.policy;
  // What a policy for a port leaves out falls to the default, not to what stands above.
  const kept = own.ofPort
    ? rest
    : {
        ...rest,
        ...(loadBalancer !== undefined && { loadBalancer }),
        ...(connectionPool !== undefined && { connectionPool }),
        ...(outlierDetection !== undefined && { outlierDetection }),
        ...(tls !== undefined && { tls }),
      };
  return { ...kept, ...own.policy };
}

function forPort(
  policy: IstioTrafficPolicy | undefined,
  port: number | undefined,
): { readonly policy: Fields; readonly ofPort: boolean } | undefined {
  if (policy === undefined) return undefined;
  const { portLevelSettings, ...fields } = policy;
  const found =
    port === undefined ? undefined : portLevelSettings.find((it) => it.port.number === port);
  if (found === undefined) return { policy: fields, ofPort: false };
  const { port: _, ...own } = found;
  return { policy: own, ofPort: true };
}

/** As facts of a destination. */
export function lowerPolicy(policy: Fields, object: ObjectRef): TrafficPolicy {
  const { connectionPool, outlierDetection, tls } = policy;
  return {
    object,
    loadBalancer: loadBalancerName(policy.loadBalancer),
    ...(connectionPool !== undefined && { connectionPool }),
    ...(isRecord(outlierDetection) && { outlierDetection }),
    ...(tls?.mode !== undefined && {
      tls: { mode: tls.mode, ...(tls.sni !== undefined && { sni: tls.sni }) },
    }),
    facts: [
      ...factOf('warmup', policy.loadBalancer?.warmup),
      ...factOf('warmup', policy.loadBalancer?.warmupDurationSecs),
      ...factOf('locality', policy.loadBalancer?.localityLbSetting),
      ...factOf('tunnel', policy.tunnel),
      ...factOf('proxy protocol', policy.proxyProtocol),
    ],
  };
}

/** N34: LEAST_REQUEST where nothing else is said. */
function loadBalancerName(loadBalancer: Fields['loadBalancer']): string {
  const { simple = 'UNSPECIFIED', consistentHash } = loadBalancer ?? {};
  if (isRecord(consistentHash)) {
    const [by] = Object.entries(consistentHash);
    return by === undefined ? 'CONSISTENT_HASH' : `CONSISTENT_HASH by ${by[0]} ${plain(by[1])}`;
  }
  return simple === 'UNSPECIFIED' ? 'LEAST_REQUEST' : simple;
}

const factOf = (name: string, value: unknown): readonly Fact[] =>
  value === undefined ? [] : [{ name, value: plain(value) }];

/** `enabled true, failover from region1, to region2`, whatever it holds. */
function plain(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(plain).join('; ');
  return isRecord(value)
    ? Object.entries(value)
        .map(([key, it]) => `${key} ${plain(it)}`)
        .join(', ')
    : (JSON.stringify(value) ?? '');
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
