import type { Probe } from '../model/probe.ts';
import { announceProbe, namesToResolve } from '../text/probe.ts';
import type { Step } from './effects.ts';
import { answerTo, PROBED_ROW, requestFor } from './screens/trace/rows.ts';
import { listOf, noticed, type State, withList } from './state.ts';

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
    atProbe({ ...state, probing: { type: 'sent', text } }),
    [{ type: 'probe', text, request: asked.value, names }],
  ];
}

/** What came, beside what was predicted for just that request. */
export function withProbe(state: State, text: string, probe: Probe): State {
  if (state.probing?.type !== 'sent' || state.probing.text !== text) return state;
  const answer = answerTo(state, 'HEAD');
  if (answer.type !== 'trace') return state;
  const done: State = { ...state, probing: { type: 'done', text, probe, trace: answer.trace } };
  return listOf(state, TRACE).selected === PROBED_ROW ? atProbe(done) : done;
}

const TRACE = { type: 'trace' } as const;

/** What came is what one waits for: below what was predicted, and near the top. */
const atProbe = (state: State): State =>
  withList(state, { ...listOf(state, TRACE), selected: PROBED_ROW, offset: 1 }, TRACE);

/** Whoever does something else in between is told anew before anything is sent. */
export function withoutAnnouncement(state: State): State {
  const { probing, ...rest } = state;
  return probing?.type === 'announced' ? rest : state;
}
