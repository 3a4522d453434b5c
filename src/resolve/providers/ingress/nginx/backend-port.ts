import type { Reader } from '../../../../inventory/reader.ts';
import type { ServicePort } from '../../../../inventory/shapes/core.ts';
import type { BackendTarget } from '../../../provider.ts';
import { namespaceOf } from '../../../way-in/services.ts';
import { type IngressPath, targetOf } from '../backends.ts';

/** The first port that has the number or name, as `port`, `targetPort` or `name`: any of them counts for this controller. */
export function nginxTarget(
  path: Pick<IngressPath, 'ingress' | 'backend'>,
  objects: Reader<'Service'>,
): BackendTarget {
  const target = targetOf(path);
  if (target.type !== 'service' || target.port === undefined) return target;
  const found = objects.get('Service', namespaceOf(path.ingress), target.name);
  if (found.type !== 'found') return target;
  const wanted = String(target.port);
  const port = found.object.spec.ports.find((it) => hasNumberOrName(it, wanted));
  if (port?.port === undefined) return target;
  return { ...target, port: port.name === undefined || port.name === '' ? port.port : port.name };
}

const hasNumberOrName = ({ port, targetPort, name }: ServicePort, wanted: string): boolean =>
  String(port) === wanted || String(targetPort ?? port) === wanted || name === wanted;
