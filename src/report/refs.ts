import type { Fact } from '../model/exposure.ts';
import { beginningOf, type Judgement } from '../model/health.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import { describeJudgement } from '../text/reasons.ts';
import type { FactReport, JudgedReport, ObjectRefReport } from './contract.ts';

/** The fields in the contract's order, whatever order the object had. */
export const refReport = ({ apiVersion, kind, namespace, name }: ObjectRef): ObjectRefReport => ({
  apiVersion,
  kind,
  ...(namespace !== undefined && { namespace }),
  name,
});

export function judged(judgement: Judgement): JudgedReport {
  const reason = describeJudgement(judgement);
  return {
    health: judgement.health,
    ...beginningOf(judgement),
    ...(reason !== undefined && { reason }),
  };
}

export const factReport = ({ name, value, object }: Fact): FactReport => ({
  name,
  value,
  ...(object !== undefined && { object: refReport(object) }),
});

/** A list that is left out where it holds nothing. */
export const listed = <K extends string, T>(
  key: K,
  values: readonly T[],
): { readonly [P in K]?: readonly T[] } =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a computed key loses its type
  (values.length === 0 ? {} : { [key]: values }) as { readonly [P in K]?: readonly T[] };
