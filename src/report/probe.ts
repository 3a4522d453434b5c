import type { Exposure } from '../model/exposure.ts';
import type { Probe } from '../model/probe.ts';
import type { Trace } from '../model/trace.ts';
import { probeRows } from '../text/probe.ts';
import type { ProbeReport } from './contract.ts';

/** What was found beside what was predicted for the request as it was sent. */
export function probeReport(probe: Probe, trace: Trace, exposure: Exposure): ProbeReport {
  const { request, at, names, connection, tls, answer } = probe;
  const { method, url } = request;
  return {
    request: { method, url },
    at,
    names: names.map((it) => ({ ...it })),
    connection: { ...connection },
    ...(tls !== undefined && { tls: { ...tls } }),
    ...(answer !== undefined && { answer: { ...answer } }),
    compared: probeRows(probe, trace, exposure).map((it) => ({ ...it })),
  };
}
