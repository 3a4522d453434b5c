import type { Difference, Witness } from '../model/diff.ts';
import { sentHeaders } from '../model/trace.ts';
import { describeChange, describeGap, describeWitness } from '../text/diff.ts';
import { API_VERSION, type DiffReport, type SourceReport } from './contract.ts';

export const diffReport = (
  { changes, witnesses, asked, gaps }: Difference,
  a: SourceReport,
  b: SourceReport,
): DiffReport => ({
  apiVersion: API_VERSION,
  kind: 'DiffReport',
  a,
  b,
  changes: changes.map((it) => ({ type: it.type, ...describeChange(it) })),
  requests: witnesses.map(witnessReport),
  asked,
  gaps: gaps.map(describeGap),
});

function witnessReport(witness: Witness): DiffReport['requests'][number] {
  const { request, before, after, alike } = witness;
  const { url, method, sni, host } = request;
  return {
    url,
    method,
    headers: sentHeaders(request),
    ...(sni !== undefined && sni !== host && { sni }),
    before: before.outcome,
    after: after.outcome,
    answers: describeWitness(witness),
    alike,
  };
}
