import { refOf } from '../../inventory/read-object.ts';
import { defineCheck } from '../check.ts';
import { conditionOf, conditionText } from '../conditions.ts';

const ROUTES = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'] as const;

export const statusDisagrees = defineCheck({
  id: 'route/status-disagrees',
  severity: 'error',
  summary: 'The controller says otherwise of a route than meshpath computes.',
  explain: `meshpath works out from the objects whether a route attaches to its Gateway; the controller writes what it has done
into the route's status. Where the controller refuses a route in which meshpath finds nothing wrong, believe the
controller: it may not support a value, or see an object that meshpath may not read. Where it accepts a route that meshpath
finds refused, its status may be of an older state, or meshpath reads the API otherwise; the other finding on the route
says how.`,
  reads: ROUTES,

  *run({ exposure, objects, uses }) {
    const entryPoints = new Map(
      exposure.entryPoints
        .filter((it) => it.provider === 'gateway-api')
        .map((it) => [`${it.object.namespace}/${it.object.name}`, it]),
    );
    for (const kind of ROUTES)
      for (const route of objects.list(kind))
        for (const { parentRef, conditions } of route.status.parents) {
          const object = refOf(route);
          const { namespace = object.namespace, name, kind: parent = 'Gateway' } = parentRef;
          const entryPoint = entryPoints.get(`${namespace}/${name}`);
          if (parent !== 'Gateway' || entryPoint === undefined) continue;
          const own = uses.routesOf(object).filter((it) => it.entryPoint === entryPoint.id);
          const idle = own.filter((it) => it.judgement.reason?.type === 'not-attached');
          const refused = conditionOf(route, conditions, 'Accepted', 'False');
          // One parentRef that is refused does not condemn the route at another.
          const isServed = route.status.parents.some((it) =>
            it.conditions.some(({ type, status }) => type === 'Accepted' && status === 'True'),
          );
          const common = { object, path: 'spec.parentRefs' };
          if (refused !== undefined && refused.reason !== 'Pending' && idle.length < own.length)
            yield {
              ...common,
              severity: isServed ? 'warning' : 'error',
              message: `its controller refuses it at Gateway ${namespace}/${name}, and meshpath finds nothing wrong (${conditionText(refused)})`,
              hint: 'Believe the controller, and mend what the message names.',
              impact: {
                hosts: [...new Set(own.flatMap((it) => it.hosts))].toSorted(),
                failureShare: isServed ? 0 : 1,
              },
              ...(refused.lastTransitionTime !== undefined && {
                since: refused.lastTransitionTime,
              }),
            };
          const accepted = conditionOf(route, conditions, 'Accepted', 'True');
          const isAlone = route.spec.parentRefs.length === 1;
          const isRefused = idle.some(
            ({ judgement: { health, reason } }) =>
              health === 'broken' &&
              reason?.type === 'not-attached' &&
              reason.because !== 'listener-not-served' &&
              reason.because !== 'incompatible-filters',
          );
          if (accepted !== undefined && isAlone && isRefused && idle.length === own.length)
            yield {
              ...common,
              severity: 'info',
              message: `its controller accepts it at Gateway ${namespace}/${name}, and meshpath finds that it gets no request`,
              hint: 'Look at the other finding on it, and try a request.',
            };
        }
  },
});
