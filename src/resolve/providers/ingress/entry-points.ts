import type { Ingress } from '../../../inventory/kinds.ts';
import { refOf } from '../../../inventory/read-object.ts';
import type { Reader } from '../../../inventory/reader.ts';
import type { Fact } from '../../../model/exposure.ts';
import type { InsteadOfSecret, Judgement, Reason } from '../../../model/health.ts';
import type { ObjectRef } from '../../../model/object-ref.ts';
import { secretMissing } from '../../health/secret-missing.ts';
import type { EntryPointSeed, ListenerSeed, RouteSeed } from '../../provider.ts';
import { namespaceOf } from '../../way-in/services.ts';
import { hostOf } from './backends.ts';

export interface EntryPointParts {
  readonly className?: string;
  /** Where http and https arrive in the data plane; absent where the controller opens none. */
  readonly http?: number;
  readonly https?: number;
  readonly judgement?: Judgement;
  readonly partial?: readonly Reason[];
  readonly facts?: readonly Fact[];
  readonly idleRoutes?: readonly RouteSeed[];
  /** Hosts whose TLS goes on to the Pods. */
  readonly passthrough?: ReadonlySet<string>;
  readonly secrets: SecretReading;
}

/** What the controller makes of the Secrets under `tls`. */
export interface SecretReading {
  /** Where it takes its certificates from elsewhere, no Secret is of account. */
  readonly reads: boolean;
  /** What clients get for one that does not exist; absent: nothing, and TLS fails. */
  readonly instead?: InsteadOfSecret;
  /** Whether what it shows comes from this entry: of several Ingresses with one host one decides. */
  readonly decides?: (tls: IngressTls) => 'yes' | 'another' | 'default-certificate';
}

export type IngressTls = Ingress['spec']['tls'][number];

/** An Ingress as a way in: its hosts on http, and what stands under `tls` on https (I9). */
export function entryPointOf(
  ingress: Ingress,
  parts: EntryPointParts,
  objects: Reader<'Secret'>,
): EntryPointSeed {
  const { className, judgement, facts, idleRoutes } = parts;
  const { creationTimestamp } = ingress.metadata;
  const secrets = ingress.spec.tls.map((it) => secretOf(ingress, it, parts.secrets, objects));
  const unread = secrets.flatMap((it) => it?.unread ?? []);
  return {
    object: refOf(ingress),
    ...(className !== undefined && { className }),
    listeners: listenersOf(ingress, parts, secrets),
    ...(judgement !== undefined && { judgement }),
    partial: [...(parts.partial ?? []), ...unread.slice(0, 1)],
    facts: [...(facts ?? []), ...ownAddress(ingress)],
    ...(idleRoutes !== undefined && idleRoutes.length > 0 && { idleRoutes }),
    ...(creationTimestamp !== undefined && { created: creationTimestamp }),
  };
}

interface SecretFound {
  readonly ref: ObjectRef;
  readonly judgement?: Judgement;
  readonly unread?: Reason;
}

function secretOf(
  ingress: Ingress,
  tls: IngressTls,
  { reads, instead, decides = () => 'yes' }: SecretReading,
  objects: Reader<'Secret'>,
): SecretFound | undefined {
  const { secretName: name = '' } = tls;
  if (name === '' || !reads) return undefined;
  const namespace = namespaceOf(ingress);
  const ref: ObjectRef = { apiVersion: 'v1', kind: 'Secret', namespace, name };
  const decided = decides(tls);
  if (decided === 'another') return { ref };
  const found = objects.get('Secret', namespace, name);
  switch (found.type) {
    case 'found':
      return decided === 'yes'
        ? { ref }
        : {
            ref,
            judgement: { health: 'degraded', reason: { type: 'secret-not-shown', secret: ref } },
          };
    case 'absent':
      return { ref, judgement: secretMissing(ref, instead) };
    case 'unreadable':
      return {
        ref,
        unread: { type: 'unreadable', resource: 'secrets', because: found.reason },
      };
  }
}

function listenersOf(
  ingress: Ingress,
  { http, https, passthrough = new Set() }: EntryPointParts,
  secrets: readonly (SecretFound | undefined)[],
): readonly ListenerSeed[] {
  const hosts = [...new Set(hostsOf(ingress))];
  const named = hosts.includes('*') ? [] : hosts;
  const passed = named.filter((it) => passthrough.has(it));
  return [
    ...(http === undefined
      ? []
      : [
          {
            port: 80,
            protocol: 'HTTP' as const,
            hosts: named,
            path: 'spec.rules',
            dataPlanePort: http,
          },
        ]),
    ...(https === undefined
      ? []
      : ingress.spec.tls.map((tls, index): ListenerSeed => {
          const secret = secrets[index];
          return {
            port: 443,
            protocol: 'HTTPS',
            path: `spec.tls[${index}]`,
            hosts: tls.hosts.map((it) => it.toLowerCase()),
            tls: { mode: 'terminate', ...(secret !== undefined && { secret: secret.ref }) },
            ...(secret?.judgement !== undefined && { judgement: secret.judgement }),
            dataPlanePort: https,
          };
        })),
    ...(https === undefined || passed.length === 0
      ? []
      : [
          {
            port: 443,
            protocol: 'TLS' as const,
            path: 'spec.rules',
            hosts: passed,
            tls: { mode: 'passthrough' as const },
            dataPlanePort: https,
          },
        ]),
  ];
}

/** The default backend takes any host where there is no rule. */
function hostsOf(ingress: Ingress): readonly string[] {
  const hosts = ingress.spec.rules.map((it) => hostOf(it.host));
  return hosts.length === 0 ? ['*'] : hosts;
}

/** What its controller has written: shown, since Services tell the same where there are any. */
function ownAddress(ingress: Ingress): readonly Fact[] {
  const addresses = statusAddresses(ingress);
  return addresses.length === 0 ? [] : [{ name: 'status address', value: addresses.join(', ') }];
}

export const statusAddresses = ({ status }: Ingress): readonly string[] => [
  ...new Set(
    status.loadBalancer.ingress
      .flatMap((it) => [it.ip, it.hostname])
      .filter((it) => it !== undefined)
      .filter((it) => it !== ''),
  ),
];
