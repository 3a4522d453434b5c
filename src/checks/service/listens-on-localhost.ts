import type { Pod, Service, Workload } from '../../inventory/kinds.ts';
import { carries, isEmpty } from '../../inventory/labels.ts';
import { refOf } from '../../inventory/read-object.ts';
import type { ServicePort } from '../../inventory/shapes/core.ts';
import { localListener } from '../../inventory/shapes/local-listener.ts';
import { WORKLOAD_KINDS, workloadsIn } from '../../inventory/workloads.ts';
import { defineCheck, type Found } from '../check.ts';
import { impactOn } from '../impact.ts';
import type { Use } from '../uses.ts';

type Container = Workload['spec']['template']['spec']['containers'][number];

export const listensOnLocalhost = defineCheck({
  id: 'service/listens-on-localhost',
  severity: 'error',
  summary: 'A container is told to listen on localhost, where no other Pod reaches it.',
  explain: `What listens on 127.0.0.1 is reached from inside of its own Pod alone: a Service, a gateway and a sidecar dial the
Pod's address and are refused. A container without a readiness probe counts as ready all the same, so that nothing else
shows it. Let it listen on every address:

    args: [--listen-address=0.0.0.0:8080]

It is told by the container's command and arguments, as far as they are plain; what a file or a variable says is not seen.
Where a Pod is ready by a probe of its own, the probe is believed.`,
  reads: ['Service', 'Pod', ...WORKLOAD_KINDS],

  *run({ uses, objects }) {
    for (const { service, destinations } of uses.services()) {
      yield;
      const { namespace = '' } = service;
      const found = objects.get('Service', namespace, service.name);
      if (found.type !== 'found' || isEmpty(found.object.spec.selector)) continue;
      const { selector } = found.object.spec;
      const used = new Set(destinations.map(({ target }) => target.port));
      const pods = () => objects.select('Pod', selector, namespace);
      for (const workload of workloadsIn(objects, namespace)) {
        if (!carries(workload.spec.template.metadata.labels, selector)) continue;
        for (const port of found.object.spec.ports) {
          if (!used.has(port.port ?? 0)) continue;
          const local = localContainer(workload, port, pods);
          if (local !== undefined)
            yield finding(workload, local, found.object, impactOfAll(uses.of(service)));
        }
      }
    }
  },
});

interface Local {
  readonly path: string;
  readonly argument: string;
  readonly port: number;
}

/** What leads there fails, whatever its Pods seem to be. */
function impactOfAll(uses: readonly Use[]): Found['impact'] {
  const share = Math.max(0, ...uses.map(({ destination }) => destination.share));
  return impactOn(
    uses.map(({ route }) => route),
    () => share,
  );
}

/** The container that is told to listen there, where none beside it opens the port too. */
function localContainer(
  { spec }: Workload,
  port: ServicePort,
  pods: () => readonly Pod[],
): Local | undefined {
  const { containers } = spec.template.spec;
  const number = numberOf(port, containers);
  if (number === undefined) return undefined;
  for (const [index, container] of containers.entries()) {
    const declared = container.ports.map((it) => it.containerPort);
    const others = containers.filter((it) => it !== container);
    if (others.some((it) => it.ports.some(({ containerPort }) => containerPort === number)))
      continue;
    const argument = [...pairs(container.command), ...pairs(container.args)].find(
      ([flag, value]) => {
        const local = localListener(flag, value);
        return (
          local === number || (local === 'any' && declared.length === 1 && declared[0] === number)
        );
      },
    );
    if (argument === undefined || pods().some((it) => isProbed(it, container))) continue;
    const field = container.args.length > 0 ? 'args' : 'command';
    return {
      path: `spec.template.spec.containers[${index}].${field}`,
      argument: argument.join(' '),
      port: number,
    };
  }
  return undefined;
}

function numberOf(
  { targetPort, port }: ServicePort,
  containers: readonly Container[],
): number | undefined {
  const wanted = targetPort ?? port;
  if (typeof wanted !== 'string') return wanted;
  return containers.flatMap((it) => it.ports).find(({ name }) => name === wanted)?.containerPort;
}

/** `--flag=value`, and `--flag value`. */
const pairs = (words: readonly string[]): readonly (readonly [string, string])[] =>
  words.flatMap((word, index) => {
    if (!word.startsWith('-')) return [];
    const at = word.indexOf('=');
    return [at < 0 ? [word, words[index + 1] ?? ''] : [word.slice(0, at), word.slice(at + 1)]];
  });

const isProbed = ({ spec, status }: Pod, { name }: Container): boolean =>
  spec.containers.some((it) => it.name === name && it.readinessProbe === true) &&
  status.conditions.some((it) => it.type === 'Ready' && it.status === 'True');

const finding = (
  workload: Workload,
  { path, argument, port }: Local,
  service: Service,
  impact: Found['impact'],
): Found => ({
  severity: 'error',
  object: refOf(workload),
  path,
  message: `${argument} lets it listen inside of its own Pod alone: Service ${service.metadata.name} leads to port ${port}, and is refused there`,
  hint: `Let it listen on every address: 0.0.0.0:${port}`,
  ...(impact !== undefined && { impact }),
});
