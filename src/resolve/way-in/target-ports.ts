import { isForPort } from '../../inventory/endpoint-state.ts';
import type { Pod as KubePod, Service, Workload } from '../../inventory/kinds.ts';
import { carries } from '../../inventory/labels.ts';
import type { Reader } from '../../inventory/reader.ts';
import type { ServicePort } from '../../inventory/shapes/core.ts';
import { slicesOf } from './services.ts';

interface Containers {
  readonly containers: readonly Container[];
  readonly initContainers: readonly Container[];
}

interface Container {
  readonly restartPolicy?: string;
  readonly ports: readonly ContainerPort[];
}

interface ContainerPort {
  readonly name?: string;
  readonly containerPort?: number;
  readonly hostPort?: number;
  readonly protocol?: string;
}

/** Those of sidecars too, which are init containers that stay. */
export const containerPorts = ({ containers, initContainers }: Containers) =>
  [...initContainers.filter((it) => it.restartPolicy === 'Always'), ...containers].flatMap(
    (it) => it.ports,
  );

/** S5: where a port of a Service leads on its Pods: one number, or several where Pods name them differently. */
export function targetPorts(
  port: ServicePort,
  service: Service,
  pods: readonly KubePod[],
  templates: readonly Workload[],
  objects: Reader<'EndpointSlice'>,
): readonly number[] {
  const target = port.targetPort ?? port.port;
  if (target === undefined) return [];
  if (typeof target === 'number') return [target === 0 ? (port.port ?? 0) : target];
  if (/^\d+$/.test(target)) return [Number(target)];
  const { selector } = service.spec;
  const specs = [
    ...pods.filter((it) => carries(it.metadata.labels, selector)).map((it) => it.spec),
    ...templates
      .filter((it) => carries(it.spec.template.metadata.labels, selector))
      .map((it) => it.spec.template.spec),
  ];
  const named = specs.flatMap((it) => numbersOf(target, port, it));
  return unique(named.length > 0 ? named : sliceNumbers(port, service, objects));
}

const numbersOf = (name: string, port: ServicePort, spec: Containers): readonly number[] => {
  const found = containerPorts(spec).find(
    (it) => it.name === name && (it.protocol ?? 'TCP') === (port.protocol ?? 'TCP'),
  );
  return found?.containerPort === undefined ? [] : [found.containerPort];
};

const sliceNumbers = (port: ServicePort, service: Service, objects: Reader<'EndpointSlice'>) =>
  slicesOf(service, objects).flatMap((it) =>
    it.ports.flatMap((each) =>
      isForPort(each, port) && each.port !== undefined ? [each.port] : [],
    ),
  );

const unique = (values: readonly number[]): readonly number[] =>
  [...new Set(values)].toSorted((a, b) => a - b);
