import { counted } from '../../lib/words.ts';
import type { Change, Difference, Witness } from '../../model/diff.ts';
import { sentHeaders } from '../../model/trace.ts';
import { describeAlike, describeChange, describeGap, describeWitness } from '../../text/diff.ts';
import { describeAsked } from '../../text/outcome.ts';
import { printable } from '../../text/printable.ts';
import type { Paint } from './paint.ts';

/** What changed, then the requests that notice it. */
export function printDifference(difference: Difference, paint: Paint): string {
  const { changes, witnesses, asked, gaps } = difference;
  const lines = [
    ...changes.flatMap((it) => changeLines(it, paint)),
    ...(changes.length > 0 ? [''] : []),
    ...witnesses.flatMap((it) => witnessLines(it, paint)),
    ...(witnesses.length > 0 ? [''] : []),
    summary(witnesses.length, asked),
    ...gaps.map((it) => `But ${paint.plain(describeGap(it))}.`),
  ];
  return lines.map((it) => `${it}\n`).join('');
}

function summary(witnesses: number, asked: number): string {
  const tried = `${counted(asked, 'request')} tried, one of each kind that a rule tells from others`;
  return witnesses === 0
    ? `No request is answered otherwise: ${tried}.`
    : `${counted(witnesses, 'change')} that a request can see: ${tried}.`;
}

const SIGNS = { added: '+', removed: '-', changed: '~' } as const;

function changeLines(change: Change, paint: Paint): readonly string[] {
  const { what, before, after } = describeChange(change);
  return [`${SIGNS[change.type]} ${paint.bold(what)}`, ...sides(before, after, paint)];
}

function sides(before: string | undefined, after: string | undefined, paint: Paint): string[] {
  return [
    ...(before === undefined ? [] : [`    ${paint.health('broken', `- ${before}`)}`]),
    ...(after === undefined ? [] : [`    ${paint.health('healthy', `+ ${after}`)}`]),
  ];
}

function witnessLines(witness: Witness, paint: Paint): readonly string[] {
  const { request } = witness;
  const { sni, host } = request;
  const more = [
    ...sentHeaders(request).map(({ name, value }) => `${name}: ${value}`),
    ...(sni !== undefined && sni !== host ? [`SNI ${sni}`] : []),
    describeAlike(witness),
  ].filter((it) => it !== '');
  const line = [paint.bold(describeAsked(request)), ...more.map((it) => paint.dim(printable(it)))];
  const { before, after } = describeWitness(witness);
  return [line.join('   '), ...sides(before, after, paint)];
}
