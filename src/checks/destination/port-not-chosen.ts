import { counted } from '../../lib/words.ts';
import { defineCheck } from '../check.ts';
import { kubectlPatch } from '../kubectl.ts';
import { shortListing } from '../words.ts';
import { fieldOf } from './fields.ts';
import { portText, unresolvedAt } from './unresolved.ts';

export const portNotChosen = defineCheck({
  id: 'destination/port-not-chosen',
  severity: 'error',
  summary: 'A rule chooses none of the ports of a Service.',
  explain: `The Gateway API wants the port named, always. Istio needs none where the Service has one; of several it takes the
one with the number of the Gateway's server, so that a rule may work on 80 and fail on 443. Where there is none such,
requests for this destination are answered with 503 (500 with the Gateway API). Name the port:

    - destination:
        host: reviews
        port: {number: 9080}`,
  reads: ['Service'],

  *run(subject) {
    const all = [
      ...unresolvedAt('no-port-chosen', subject),
      // N25: the number of the gateway's own port is tried, and the Service has no such one.
      ...unresolvedAt('no-such-port', subject).filter(({ ref }) => !ref.includes(':')),
    ];
    for (const { object, path, ref, service, share } of all) {
      const ports = service.spec.ports;
      const field = fieldOf(object, path, 'port');
      // What speaks HTTP by its name is what a rule of HTTP can mean.
      const [likely, ...others] =
        ports.length === 1 ? ports : ports.filter((it) => /^(http|grpc|web)/.test(it.name ?? ''));
      yield {
        severity: share > 0 ? 'error' : 'warning',
        object,
        path,
        message: `${ref} has ${counted(ports.length, 'port')}, and the rule chooses none: ${shortListing(ports.map(portText))}`,
        hint: 'Name the port that is meant.',
        ...(field !== undefined &&
          likely?.port !== undefined &&
          others.length === 0 && {
            fix: kubectlPatch(
              object,
              field.replace(/\.number$/, ''),
              object.kind === 'VirtualService' ? { number: likely.port } : likely.port,
              'add',
            ),
          }),
      };
    }
  },
});
