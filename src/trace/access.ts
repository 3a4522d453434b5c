import type { Trace } from '../model/trace.ts';
import { isSigned, ownAnswer, PASSWORD_NEEDED } from './answer.ts';

/** Who may call is decided by the client's address, which cannot be known: both answers are given. */
export function byAccess(answer: Trace): readonly Trace[] {
  const { allowSources = [], denySources = [], satisfiesAny } = answer.route?.modifiers ?? {};
  if (answer.outcome !== 'backend') return [answer];
  const stranger = satisfiesAny === true ? asked(answer) : undefined;
  const wanted = [...(allowSources.some(isAnyone) ? [] : allowSources), ...denySources];
  if (wanted.length === 0) return [stranger ?? answer];
  const denied = stranger ?? { ...answer, ...ownAnswer('denied', { expectedStatus: 403 }) };
  if (denySources.some(isAnyone)) return [denied];
  const known = satisfiesAny === true ? unasked(answer) : answer;
  const on: Trace['dependsOn'][number] = { type: 'client-address', wanted };
  return [known, denied].map((it) => ({ ...it, dependsOn: [on, ...it.dependsOn] }));
}

/** Of who does not come from where he is known, what else he shows is enough; absent where nothing else is asked for. */
function asked(answer: Trace): Trace | undefined {
  const { password, externalAuth } = answer.route?.modifiers ?? {};
  if (externalAuth === undefined && password === undefined) return undefined;
  return externalAuth === undefined && !isSigned(answer.request)
    ? { ...answer, ...ownAnswer('denied', { expectedStatus: PASSWORD_NEEDED }) }
    : answer;
}

const unasked = (answer: Trace): Trace => ({
  ...answer,
  dependsOn: answer.dependsOn.filter(({ type }) => type !== 'password' && type !== 'external-auth'),
});

export const isAnyone = (range: string): boolean => /^(0\.0\.0\.0|::)\/0$/.test(range);
