import { hasEnded } from '../../inventory/has-ended.ts';
import type { Pod } from '../../inventory/kinds.ts';
import { agreeing, counted } from '../../lib/words.ts';
import { defineCheck, type Found } from '../check.ts';
import { kubectlGetPods, kubectlPatch } from '../kubectl.ts';
import { nearestName } from '../nearest.ts';
import { shortListing } from '../words.ts';

export const targetPortMissing = defineCheck({
  id: 'service/target-port-missing',
  severity: 'error',
  summary: 'The targetPort of a Service is no port of its Pods.',
  explain: `A \`targetPort\` that is a name is looked up among the ports that the containers declare. Where no Pod declares it,
the Service has no endpoint, however ready the Pods are.

A number needs no declaration: it is only a warning when the Pods declare other ports and not this one, since the
container may listen there all the same.

    ports: [{port: 80, targetPort: web}]           # the Service
    ports: [{name: http, containerPort: 8080}]     # the container calls it http`,
  reads: ['Service', 'Pod'],

  *run({ uses, objects }) {
    for (const { service, destinations } of uses.services()) {
      yield;
      const { namespace = '' } = service;
      const found = objects.get('Service', namespace, service.name);
      if (found.type !== 'found') continue;
      const { selector, ports } = found.object.spec;
      const pods = objects.select('Pod', selector, namespace).filter((it) => !hasEnded(it));
      if (pods.length === 0) continue;
      const used = new Set(destinations.map(({ target }) => target.port));
      for (const [index, port] of ports.entries()) {
        const target = port.targetPort ?? port.port ?? 0;
        if (!used.has(port.port ?? 0) || target === 0) continue;
        const isName = typeof target === 'string' && !/^\d+$/.test(target);
        const protocol = port.protocol ?? 'TCP';
        const wanted = Number(target);
        const without = pods.filter(
          (pod) =>
            !servingContainers(pod).some(({ ports: its }) =>
              its.some(
                (it) =>
                  (it.protocol ?? 'TCP') === protocol &&
                  (isName ? it.name === target : it.containerPort === wanted),
              ),
            ),
        );
        if (without.length === 0) continue;
        const declared = pods.map((pod) => declaredBy(pod, protocol));
        const names = [
          ...new Set(
            declared
              .flat()
              .map(({ name, number }) => (isName && name !== undefined ? name : String(number))),
          ),
        ].toSorted();
        // A number that some Pod declares, or of which no Pod says anything, is nobody's slip.
        if (!isName && (without.length < pods.length || names.length === 0)) continue;
        const path = `spec.ports[${index}].targetPort`;
        const isAll = without.length === pods.length;
        // What other Pods have is right: it is these that differ.
        const meant = isAll ? meantPort(target, isName, names, declared.flat()) : undefined;
        yield {
          severity: isName && isAll ? 'error' : 'warning',
          object: service,
          path,
          message: isName
            ? `${isAll ? 'no Pod declares a' : `${without.length} of ${counted(pods.length, 'Pod')} ${agreeing(without.length, 'declares', 'declare')} no`} port called ${target}${!isAll || names.length === 0 ? '' : `, only ${shortListing(names)}`}${isAll ? ': the Service has no endpoint' : ''}`
            : `no Pod declares port ${target}, only ${shortListing(names)}`,
          command: `${kubectlGetPods(namespace, selector)} -o 'custom-columns=NAME:.metadata.name,PORTS:.spec.containers[*].ports[*].name,NUMBERS:.spec.containers[*].ports[*].containerPort'`,
          ...(meant !== undefined && {
            hint: `Is ${meant} meant?`,
            fix: kubectlPatch(
              service,
              path,
              meant,
              port.targetPort === undefined ? 'add' : 'replace',
            ),
          }),
        } satisfies Found;
      }
    }
  },
});

interface Declared {
  readonly name?: string;
  readonly number: number;
}

/** The nearest name, else the only port that there is. */
function meantPort(
  target: string | number,
  isName: boolean,
  names: readonly string[],
  declared: readonly Declared[],
): string | number | undefined {
  if (!isName) return onlyOne(declared)?.number;
  const only = onlyOne(declared.filter(({ name }) => name !== undefined));
  return nearestName(String(target), names) ?? only?.name;
}

/** Undefined where there are several. */
const onlyOne = ([first, ...others]: readonly Declared[]): Declared | undefined =>
  others.every((it) => it.number === first?.number) ? first : undefined;

const declaredBy = (pod: Pod, protocol: string): readonly Declared[] =>
  servingContainers(pod)
    .flatMap((it) => it.ports)
    .flatMap(({ name, containerPort, protocol: its = 'TCP' }) =>
      containerPort === undefined || its !== protocol
        ? []
        : [{ number: containerPort, ...(name !== undefined && { name }) }],
    );

/** All that stay, but for the proxy of a mesh, which declares its own. */
function servingContainers({ spec: { initContainers, containers } }: Pod) {
  const own = containers.length === 1 ? containers : containers.filter((it) => it.name !== PROXY);
  const staying = initContainers.filter((it) => it.restartPolicy === 'Always' && it.name !== PROXY);
  return staying.length === 0 ? own : [...staying, ...own];
}

const PROXY = 'istio-proxy';
