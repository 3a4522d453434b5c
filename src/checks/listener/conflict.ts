import type { EntryPoint, Exposure, Listener } from '../../model/exposure.ts';
import { sameRef } from '../../model/object-ref.ts';
import { defineCheck } from '../check.ts';
import { impactOfHosts } from '../impact.ts';
import { refText } from '../words.ts';
import { placeOf } from './place.ts';

export const conflict = defineCheck({
  id: 'listener/conflict',
  severity: 'warning',
  summary:
    'A listener is dropped, or its whole port refused, since another one has the same host or another protocol.',
  explain: `A proxy must be able to tell connections of one port apart: plain HTTP by the Host header, TLS by the name in the
handshake. Of two listeners that it cannot tell apart one is dropped, and nothing says so at the objects of Istio: the
older Gateway keeps its listener; within one Gateway of the Gateway API none of the two counts.

istiod compares hosts as they are written, so \`shop/a.example.com\` and \`*/a.example.com\` both get through, and so do a
name that a rule of a passthrough server asks for and one that another server ends TLS for, and a plain server beside a
TLS one for \`*\`. Envoy then refuses the port whole, with all the servers on it: a gateway Pod that ran before goes on
with what it had, and a new one does not listen there at all.

Give them different hosts, or different ports, or make one listener of both.`,
  reads: [],

  *run({ exposure }) {
    for (const entryPoint of exposure.entryPoints)
      for (const listener of entryPoint.listeners) {
        const { reason } = listener.judgement;
        if (reason?.type !== 'listener-invalid') continue;
        const { object, path } = placeOf(entryPoint, listener);
        const { port } = listener;
        const refused = REFUSED.get(reason.because);
        if (refused !== undefined)
          yield {
            severity: 'error',
            object,
            path,
            message: `the proxy refuses the whole port ${port}: ${refused} (${reason.message ?? ''})`,
            hint: 'Make one server of those that ask for the name, or give them other hosts or ports.',
            impact: impactOfHosts(listener.hosts),
          };
        const text = WORDS.get(reason.because);
        if (text === undefined) continue;
        const other = rivalOf(entryPoint, listener, reason.because, exposure);
        yield {
          severity: 'warning',
          object,
          path,
          message: `the listener on ${port} is dropped: ${text}${other === undefined ? '' : ` (${other})`}`,
          hint: 'Give it another host or port, or take one of the two out.',
          impact: impactOfHosts(listener.hosts),
        };
      }
  },
});

const WORDS: ReadonlyMap<string, string> = new Map([
  ['protocol-conflict', 'another one has the port for another protocol'],
  ['hostname-conflict', 'another one on the port has its hostname'],
  ['tls-host-taken', 'an older one on the port has one of its hosts'],
  ['port-name-taken', 'an older one on the port has its name'],
]);

const REFUSED: ReadonlyMap<string, string> = new Map([
  ['name-asked-twice', 'two servers on it ask for one name'],
  ['partial-wildcard', 'a host is a wildcard of a kind that it does not have'],
]);

/** Whose listener it is that stands in the way. */
function rivalOf(
  own: EntryPoint,
  listener: Listener,
  because: string,
  { entryPoints }: Exposure,
): string | undefined {
  for (const { object, listeners } of entryPoints.filter((it) => it.dataPlane === own.dataPlane)) {
    const other = listeners.find(
      (it) =>
        it !== listener &&
        it.port === listener.port &&
        (because === 'protocol-conflict' || overlaps(it.hosts, listener.hosts)),
    );
    if (other === undefined) continue;
    const name = other.name === undefined ? '' : `${other.name} `;
    return sameRef(object, own.object)
      ? `${name}of the same object`
      : `${name}of ${refText(object)}`;
  }
  return undefined;
}

const overlaps = (a: readonly string[], b: readonly string[]): boolean =>
  a.some((it) => b.includes(it)) || (a.length === 0 && b.length === 0);
