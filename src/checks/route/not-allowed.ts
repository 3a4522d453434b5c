import type { Reader } from '../../inventory/reader.ts';
import type { ListenerSpec } from '../../inventory/shapes/gateway-api.ts';
import { defineCheck } from '../check.ts';
import { kubectlGet, kubectlPatch, labelText } from '../kubectl.ts';
import { refText } from '../words.ts';

export const notAllowed = defineCheck({
  id: 'route/not-allowed',
  severity: 'error',
  summary: 'The Gateway does not let a route attach: its namespace or its kind is not allowed.',
  explain: `Whoever owns a Gateway decides whose routes it takes. A listener takes routes of its own namespace alone, unless it
says otherwise, and kinds that fit its protocol. A Gateway takes no ListenerSet unless it says so.

    kind: Gateway
    spec:
      listeners:
      - name: http
        allowedRoutes:
          namespaces: {from: Selector, selector: {matchLabels: {team: shop}}}     # or from: All
      allowedListeners: {namespaces: {from: Same}}                                # for ListenerSets`,
  reads: ['Gateway.gateway.networking.k8s.io', 'Namespace'],

  *run({ objects, uses }) {
    const refused = uses.idle()('not-allowed-by-listeners', 'listener-set-not-allowed');
    for (const { object, entryPoint, because, routes, servesElsewhere } of refused) {
      const gateway = entryPoint.object;
      const hosts = [...new Set(routes.flatMap((it) => it.hosts))];
      const common = {
        severity: servesElsewhere ? ('warning' as const) : ('error' as const),
        object,
        path: 'spec.parentRefs',
        command: kubectlGet(gateway),
        impact: { hosts, failureShare: 1 },
      };
      if (because === 'listener-set-not-allowed') {
        yield {
          ...common,
          message: `${refText(gateway)} does not allow the ListenerSet: the rules take no request by it`,
          hint: 'Allow ListenerSets at the Gateway.',
          fix: kubectlPatch(
            gateway,
            'spec.allowedListeners',
            { namespaces: { from: 'All' } },
            'add',
          ),
        };
        continue;
      }
      const found = objects.get(
        'Gateway.gateway.networking.k8s.io',
        gateway.namespace ?? '',
        gateway.name,
      );
      const listeners = found.type === 'found' ? found.object.spec.listeners : [];
      const index = listeners.findIndex(({ allowedRoutes }) => {
        const from = allowedRoutes?.namespaces?.from ?? 'Same';
        return from !== 'All' && !(from === 'Same' && object.namespace === gateway.namespace);
      });
      const allowed = listeners[index]?.allowedRoutes;
      const label = missingLabel(allowed?.namespaces, object.namespace ?? '', objects);
      const [path, value] =
        allowed === undefined
          ? ['allowedRoutes', { namespaces: { from: 'All' } }]
          : ['allowedRoutes.namespaces', { from: 'All' }];
      yield index < 0
        ? {
            ...common,
            message: `no listener of ${refText(gateway)} allows ${object.kind}s: the rules take no request by it`,
            hint: 'Use a listener whose protocol fits, or allow the kind there.',
          }
        : {
            ...common,
            message: `no listener of ${refText(gateway)} allows routes of namespace ${object.namespace}: the rules take no request by it`,
            hint:
              label === undefined
                ? 'Allow the namespace at a listener of the Gateway.'
                : `The listener takes namespaces with the label ${label}.`,
            fix:
              label === undefined
                ? kubectlPatch(gateway, `spec.listeners[${index}].${path}`, value, 'add')
                : `kubectl label namespace ${object.namespace} ${label}`,
          };
    }
  },
});

/** What a selector wants, and the namespace does not have. */
function missingLabel(
  allowed: NonNullable<ListenerSpec['allowedRoutes']>['namespaces'],
  namespace: string,
  objects: Reader<'Namespace'>,
): string | undefined {
  const found = objects.get('Namespace', '', namespace);
  if (allowed?.from !== 'Selector' || found.type !== 'found') return undefined;
  const missing = Object.entries(allowed.selector?.matchLabels ?? {}).filter(
    ([key, value]) => found.object.metadata.labels[key] !== value,
  );
  return missing.length === 0 ? undefined : labelText(Object.fromEntries(missing));
}
