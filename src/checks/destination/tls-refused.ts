import { percent } from '../../lib/percent.ts';
import { defineCheck, type Found } from '../check.ts';
import { kubectlGet, kubectlPatch } from '../kubectl.ts';
import { refText } from '../words.ts';

export const tlsRefused = defineCheck({
  id: 'destination/tls-refused',
  severity: 'error',
  summary: 'The gateway and the Pods disagree about TLS.',
  explain: `A DestinationRule (or BackendTLSPolicy) makes the gateway speak plain text, TLS or the mesh's mutual TLS, and a
PeerAuthentication says what the Pods take. Where they do not fit, connections are reset and clients get 503. Without a
\`tls\` block in the DestinationRule the gateway speaks whatever each Pod takes, which is nearly always what is wanted.

A BackendTLSPolicy with nothing to check the server's certificate against is not used either: its Service gets no
requests.`,
  reads: ['DestinationRule'],

  *run({ uses, objects }) {
    for (const { route, destination } of uses.all) {
      const { target, share, judgement, policy, ref } = destination;
      const part =
        share < 1 ? `${percent(share)} of the rule's requests fail` : 'every request fails';
      if (
        target.type === 'unresolved' &&
        target.because === 'invalid' &&
        target.object?.kind === 'BackendTLSPolicy'
      )
        yield {
          severity: 'error',
          object: target.object,
          path: 'spec.validation',
          message: `nothing is there to check the certificate of ${ref} against: ${part}`,
          hint: 'Name a ConfigMap that holds ca.crt, or wellKnownCACertificates: System.',
        };
      if (judgement.reason?.type !== 'tls-refused') continue;
      const { client, server, policy: peer } = judgement.reason;
      const object = policy?.object ?? route.object;
      const path = pathOf(object, target.type === 'service' ? target.subset?.name : undefined);
      yield {
        severity: 'error',
        object,
        ...(path !== undefined && { path }),
        message:
          server === 'plain'
            ? `the gateway speaks ${client}, and the Pods of ${ref} have no sidecar to take it: ${part}`
            : `the gateway speaks ${client}, and ${peer === undefined ? 'the mesh' : refText(peer)} says ${server} for the Pods of ${ref}: ${part}`,
        hint: 'Take the tls block out: the gateway then speaks whatever each Pod takes.',
        command: kubectlGet(peer ?? object),
        ...(path !== undefined && { fix: kubectlPatch(object, path, undefined, 'remove') }),
      } satisfies Found;
    }

    function pathOf(
      {
        kind,
        namespace = '',
        name,
      }: { readonly kind: string; readonly namespace?: string; readonly name: string },
      subset: string | undefined,
    ): string | undefined {
      if (kind !== 'DestinationRule') return undefined;
      const rule = objects.get('DestinationRule', namespace, name);
      if (rule.type !== 'found') return undefined;
      const index = rule.object.spec.subsets.findIndex(
        (it) => it.name === subset && it.trafficPolicy?.tls !== undefined,
      );
      if (index >= 0) return `spec.subsets[${index}].trafficPolicy.tls`;
      return rule.object.spec.trafficPolicy?.tls === undefined
        ? undefined
        : 'spec.trafficPolicy.tls';
    }
  },
});
