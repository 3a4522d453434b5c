import { by } from '../lib/order.ts';
import type { Difference, Gap, Witness } from '../model/diff.ts';
import type { Exposure } from '../model/exposure.ts';
import type { Request } from '../model/trace.ts';
import { createTracer } from '../trace/trace.ts';
import { answerKey, answerKind } from './answer.ts';
import { movedPorts } from './behind.ts';
import { changesOf } from './changes.ts';
import { isNobody, requestsOf } from './requests.ts';

/** What became different between two states of a cluster. */
export function differenceOf(before: Exposure, after: Exposure): Difference {
  const gaps = new Map<string, Gap>();
  const tracers = [createTracer(before), createTracer(after)] as const;
  const moved = movedPorts(before, after);
  const asked = new Set<string>();
  const found = new Map<string, Witness>();
  for (const request of requestsOf([before, after], (it) => gaps.set(JSON.stringify(it), it))) {
    const key = requestKey(request);
    if (asked.has(key)) continue;
    asked.add(key);
    const [left, right] = [tracers[0](request), tracers[1](request)];
    if (answerKey(left, moved) === answerKey(right, moved)) continue;
    const kind = `${request.scheme} ${answerKind(left)} ${answerKind(right)}`;
    const known = found.get(kind);
    found.set(kind, {
      ...(known === undefined || plainness(request, known.request) < 0
        ? { request, before: left, after: right }
        : known),
      alike: (known?.alike ?? 0) + 1,
    });
  }
  return {
    changes: changesOf(before, after),
    witnesses: [...found.values()].toSorted((a, b) => byUrl(a.request, b.request)),
    asked: asked.size,
    gaps: asked.size === 0 ? [{ type: 'no-entry-point' }] : [...gaps.values()],
  };
}

const requestKey = ({ url, method, headers, authority, sni, via }: Request): string =>
  JSON.stringify([url, method, headers, authority, sni, via]);

/** The request that is easiest to read. */
const plainness = by<Request>(
  (it) => it.headers.length,
  (it) => (it.sni === undefined || it.sni === it.host ? 0 : 1),
  (it) => (it.method === 'GET' ? 0 : 1),
  (it) => it.url.length,
  (it) => requestKey(it),
);

/** What no rule knows by name comes last. */
const byUrl = by<Request>(
  (it) => (isNobody(it.host) || isNobody(it.sni ?? '') ? 1 : 0),
  (it) => it.host,
  (it) => it.port,
  (it) => it.path,
  (it) => requestKey(it),
);
