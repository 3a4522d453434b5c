import type { Probe } from '../model/probe.ts';
import { announceProbe, namesToResolve } from '../text/probe.ts';
import type { Step } from './effects.ts';
import { answerTo, requestFor } from './screens/trace/rows.ts';
import { noticed, type State } from './state.ts';

/** `x` says what it would send, and pressed once more sends it. */
export function probed(state: State): Step {
  const { requests, probing, snapshot } = state;
  const { text } = requests;
  const asked = requestFor(state, 'HEAD');
  if (asked === undefined || snapshot === undefined)
    return [noticed(state, 'There is no request to send.'), []];
  if (probing?.type !== 'announced' || probing.text !== text) {
    const words = announceProbe(asked.value).replace(/^--probe /, '');
    return [
      noticed(
        { ...state, probing: { type: 'announced', text } },
        `x once more ${words}`,
        'attention',
      ),
      [],
    ];
  }
  const names = namesToResolve(snapshot.exposure);
  return [
    { ...state, probing: { type: 'sent', text } },
    [{ type: 'probe', text, request: asked.value, names }],
  ];
}

/** What came, beside what was predicted for just that request. */
export function withProbe(state: State, text: string, probe: Probe): State {
  if (state.probing?.type !== 'sent' || state.probing.text !== text) return state;
  const answer = answerTo(state, 'HEAD');
  return answer.type === 'trace'
    ? { ...state, probing: { type: 'done', text, probe, trace: answer.trace } }
    : state;
}
