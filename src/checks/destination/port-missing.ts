import type { ServicePort } from '../../inventory/shapes/core.ts';
import { percent } from '../../lib/percent.ts';
import { defineCheck, type Found } from '../check.ts';
import { kubectlPatch } from '../kubectl.ts';
import { nearestName } from '../nearest.ts';
import { shortListing } from '../words.ts';
import { fieldOf } from './fields.ts';
import { portText, unresolvedAt } from './unresolved.ts';

export const portMissing = defineCheck({
  id: 'destination/port-missing',
  severity: 'error',
  summary: 'A rule asks for a port that the Service does not have.',
  explain: `A rule names a port of the **Service**, not of the container: where the Service has \`port: 80, targetPort: 9080\`,
80 is asked for. A port without a name is no match for another number either, whatever \`kubectl describe ingress\` shows.
Requests for this destination are answered with 503 or 500.

    - destination:
        host: reviews
        port: {number: 9080}      # the Service says port: 80`,
  reads: ['Service'],

  *run(subject) {
    for (const { object, path, ref, service, share } of unresolvedAt('no-such-port', subject)) {
      if (!ref.includes(':')) continue;
      const { ports } = service.spec;
      const wanted = wantedIn(ref);
      const meant = meantBy(wanted, ports);
      const field = fieldIn(object.kind, fieldOf(object, path, 'port'), wanted);
      yield {
        severity: share > 0 ? 'error' : 'warning',
        object,
        path: field ?? path,
        message: `Service ${service.metadata.name} has no port ${wanted}, only ${shortListing(ports.map(portText))}${share > 0 && share < 1 ? `: ${percent(share)} of the rule's requests fail` : ''}`,
        ...(meant !== undefined && {
          hint: meant.because,
          ...(field !== undefined && {
            fix: kubectlPatch(
              object,
              field,
              /^\d+$/.test(wanted) ? (meant.port.port ?? 0) : (meant.port.name ?? ''),
            ),
          }),
        }),
      } satisfies Found;
    }
  },
});

const wantedIn = (ref: string): string => ref.slice(ref.lastIndexOf(':') + 1);

/** An Ingress asks by number or by name, each in a field of its own. */
const fieldIn = (kind: string, field: string | undefined, wanted: string): string | undefined =>
  kind === 'Ingress' && field !== undefined
    ? `${field}.${/^\d+$/.test(wanted) ? 'number' : 'name'}`
    : field;

interface Meant {
  readonly port: ServicePort;
  readonly because: string;
}

function meantBy(wanted: string, ports: readonly ServicePort[]): Meant | undefined {
  const target = ports.find((it) => String(it.targetPort ?? '') === wanted);
  if (target !== undefined)
    return {
      port: target,
      because: `${wanted} is the port of the container; the Service's is ${portText(target)}.`,
    };
  const name = nearestName(
    wanted,
    ports.flatMap((it) => it.name ?? []),
  );
  const named = ports.find((it) => it.name === name);
  if (name !== undefined && named !== undefined)
    return { port: named, because: `Is ${name} meant?` };
  const [only, ...others] = ports;
  return only !== undefined && others.length === 0
    ? { port: only, because: `Is ${portText(only)} meant? It is the only one.` }
    : undefined;
}
