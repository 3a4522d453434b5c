import type { Reader } from '../inventory/reader.ts';
import { by } from '../lib/order.ts';
import type { Exposure } from '../model/exposure.ts';
import { type Finding, type IgnoredFinding, SEVERITIES } from '../model/finding.ts';
import { refKey } from '../model/object-ref.ts';
import { CATALOGUE } from './catalogue.ts';
import type { Check, Found, Subject } from './check.ts';
import { ignoredBy } from './ignore.ts';
import { impactOf } from './impact.ts';
import { kubectlGet } from './kubectl.ts';
import { usesOf } from './uses.ts';

export interface Checked {
  /** Worst first: by severity, then by the part of requests that fails, then by id. */
  readonly findings: readonly Finding[];
  /** What annotations silence. */
  readonly ignored: readonly IgnoredFinding[];
}

/** Every check over one state of everything, in steps, between which the keyboard has its turn; `now` in epoch milliseconds. */
export function* checking(
  exposure: Exposure,
  objects: Reader,
  now: number,
  checks: readonly Check[] = CATALOGUE,
): Generator<undefined, Checked> {
  const subject: Subject = { exposure, objects, uses: usesOf(exposure), now };
  const all = new Map<string, Finding>();
  for (const check of checks) {
    for (const found of check.run(subject)) {
      if (found === undefined) {
        yield;
        continue;
      }
      const finding = findingOf(found, check, subject);
      // A rule of several entry points is wrong once.
      if (!all.has(finding.id)) all.set(finding.id, finding);
    }
    yield;
  }
  const findings: Finding[] = [];
  const ignored: IgnoredFinding[] = [];
  for (const finding of [...all.values()].toSorted(worstFirst)) {
    const silenced = ignoredBy(finding, objects);
    if (silenced === undefined) findings.push(finding);
    else ignored.push({ ...finding, ...silenced });
  }
  return { findings, ignored };
}

function findingOf(found: Found, { id }: Check, subject: Subject): Finding {
  const { object, path } = found;
  const impact = found.impact ?? impactOf(found, subject);
  return {
    id: `${id}:${refKey(object)}${path === undefined ? '' : `:${path}`}`,
    check: id,
    command: kubectlGet(object),
    ...found,
    ...(impact !== undefined && { impact }),
  };
}

const worstFirst = by<Finding>(
  (it) => SEVERITIES.indexOf(it.severity),
  (it) => -(it.impact?.failureShare ?? 0),
  (it) => it.id,
);
