import { Box } from 'ink';

import { never } from '../lib/never.ts';
import { by } from '../lib/order.ts';
import { listing } from '../lib/words.ts';
import type { Snapshot } from '../session/session.ts';
import { describeRef } from '../text/object-ref.ts';
import { printable } from '../text/printable.ts';
import { wrap } from '../text/width.ts';
import { isDocument } from './documents.ts';
import { headerOf } from './header.ts';
import { footerPlace, keyLabel, keysOn, placeOf } from './keys.ts';
import { isTooSmall, layoutOf, LEAST } from './layout.ts';
import { messageOf } from './message.ts';
import { Boundary } from './parts/boundary.tsx';
import { Footer, type Hint } from './parts/footer.tsx';
import { Line, Rule } from './parts/line.tsx';
import { Lines } from './parts/lines.tsx';
import { Chooser } from './parts/picker.tsx';
import { apart, type Spans, wrapSpans } from './parts/spans.ts';
import { describeMistake } from './program.ts';
import { DocumentView } from './screens/document/view.tsx';
import { entryPointsShown } from './screens/entry-points/rows.ts';
import { EntryPointsView } from './screens/entry-points/view.tsx';
import { FindingsView } from './screens/findings/view.tsx';
import { OverlayView } from './screens/overlay-view.tsx';
import { PaletteView } from './screens/palette/view.tsx';
import { entryPointOf } from './screens/path/rows.ts';
import { PathView } from './screens/path/view.tsx';
import { PodsView } from './screens/pods/view.tsx';
import { RoutesView } from './screens/routes/view.tsx';
import { rowsOf } from './screens/rows.ts';
import { TimelineView } from './screens/timeline/view.tsx';
import { TraceView } from './screens/trace/view.tsx';
import { UsedByView } from './screens/used-by/view.tsx';
import {
  listOf,
  type State,
  type TimelineView as TimelineOf,
  type Typing,
  type View,
  viewKey,
  viewOf,
} from './state.ts';
import { useTheme } from './theme.ts';

/** The whole picture: a function of the state. */
export function Screen({
  state,
  onPick,
}: {
  readonly state: State;
  readonly onPick: (value: string) => void;
}) {
  const { columns } = state.size;
  if (isTooSmall(state)) return <TooSmall state={state} />;
  const { body, message, pane } = layoutOf(state);
  const key = `${placeOf(state)} ${viewKey(viewOf(state))}`;
  const joint =
    pane?.side === 'right' && state.overlay === undefined ? columns - pane.width - 1 : undefined;
  return (
    <>
      <Boundary key={`header ${key}`} fallback={failureOf(state, 1)}>
        <Head state={state} />
      </Boundary>
      <Rule
        width={columns}
        {...(joint !== undefined && { joint: { column: joint, type: 'down' } })}
      />
      <Box flexDirection="column" height={body} overflow="hidden">
        <Boundary key={key} fallback={failureOf(state, body)}>
          <Body state={state} onPick={onPick} />
        </Boundary>
      </Box>
      <Rule
        width={columns}
        {...(joint !== undefined && { joint: { column: joint, type: 'up' } })}
      />
      <Boundary key={`message ${key}`} fallback={failureOf(state, message)}>
        <Message state={state} />
      </Boundary>
      <Footer hints={hintsOf(state)} width={columns} />
    </>
  );
}

function Head({ state }: { readonly state: State }) {
  const theme = useTheme();
  const { columns } = state.size;
  const { left, right } = headerOf(state, theme);
  // What is wrong with a path may be long, and stands below as well: one must see whose it is.
  const kept = viewOf(state).type === 'path' ? Math.floor(columns / 2) : 0;
  return <Line spans={apart(left, right, columns, theme, kept)} width={columns} />;
}

function Message({ state }: { readonly state: State }) {
  const theme = useTheme();
  const { columns } = state.size;
  const { message } = layoutOf(state);
  return (
    <Lines
      lines={wrapSpans(messageOf(state, theme), columns - 1, message, theme)}
      width={columns}
      height={message}
    />
  );
}

function Body({
  state,
  onPick,
}: {
  readonly state: State;
  readonly onPick: (value: string) => void;
}) {
  const { columns } = state.size;
  const layout = layoutOf(state);
  const { overlay } = state;
  const view = viewOf(state);
  if (overlay?.type === 'picker')
    return <Chooser picker={overlay} width={columns} height={layout.body} onPick={onPick} />;
  if (overlay?.type === 'palette')
    return <PaletteView state={state} palette={overlay} width={columns} height={layout.body} />;
  if (overlay !== undefined)
    return <OverlayView state={state} overlay={overlay} width={columns} height={layout.body} />;
  const empty = emptyText(state);
  if (empty !== undefined) return <Words text={empty} width={columns} height={layout.body} />;
  switch (view.type) {
    case 'entry-points':
      return <EntryPointsView state={state} width={columns} height={layout.rows} />;
    case 'path':
      return <PathView state={state} view={view} />;
    case 'routes':
      return <RoutesView state={state} width={columns} height={layout.rows} />;
    case 'findings':
      return <FindingsView state={state} width={columns} height={layout.rows} />;
    case 'pods':
      return <PodsView state={state} width={columns} height={layout.rows} />;
    case 'used-by':
      return <UsedByView state={state} view={view} width={columns} height={layout.rows} />;
    case 'timeline':
      return <TimelineView state={state} view={view} width={columns} height={layout.rows} />;
    case 'trace':
      return <TraceView state={state} width={columns} height={layout.rows} />;
    case 'yaml':
    case 'describe':
    case 'events':
    case 'logs':
    case 'why':
      return <DocumentView state={state} view={view} width={columns} height={layout.rows} />;
    default:
      return never(view);
  }
}

/** Why there is nothing to see, and what to do. */
function emptyText(state: State): string | undefined {
  const { snapshot, connection } = state;
  if (connection.type === 'failed' && snapshot === undefined)
    return `${printable(connection.message)}\n\n${wayOut(connection.others)}`;
  if (snapshot === undefined) return CONNECTING;
  const view = viewOf(state);
  if (rowsOf(state).length > 0 || view.type === 'trace' || isDocument(view)) return undefined;
  return emptyView(state, snapshot, view);
}

const CONNECTING = 'Connecting … C chooses another context, q quits.';

const wayOut = (others: readonly string[]): string =>
  others.length === 0
    ? 'ctrl-r tries again, q quits.'
    : `ctrl-r tries again, C chooses another context (${printable(listing(others))}), q quits.`;

function emptyView(state: State, { exposure, resources }: Snapshot, view: View): string {
  if (view.type === 'path' && entryPointOf(state, view.entryPoint) === undefined)
    return 'This entry point is gone. Esc goes back.';
  const { filter, onlyUnwell } = listOf(state);
  if (filter !== '' || onlyUnwell) return 'Nothing fits. Esc shows all again.';
  if (view.type === 'used-by')
    return `No URL from outside reaches ${describeRef(view.object)}, as far as can be seen.`;
  if (view.type === 'timeline') return emptyTimeline(state, view);
  if (view.type === 'findings') return 'No check has anything to say.';
  if (exposure.entryPoints.length > 0 && entryPointsShown(state).length === 0)
    return `No entry point has a part in ${printable(listing(state.settings.namespaces))}.`;
  // A server that says nothing told of nothing either.
  if (state.connection.type === 'connecting' && resources.length === 0) return CONNECTING;
  return state.connection.type === 'ready'
    ? 'Nothing here can be reached from outside: no LoadBalancer or NodePort Service, no Ingress, no Gateway.'
    : 'Nothing yet that can be reached from outside.';
}

function emptyTimeline({ documents }: State, view: TimelineOf): string {
  const document = documents[viewKey(view)];
  if (document === undefined || document.status === 'loading') return 'Reading …';
  const [failure] = document.lines;
  return (
    failure ?? 'Nothing is told of the time before, and nothing changed since meshpath was opened.'
  );
}

function Words({
  text,
  width,
  height,
}: {
  readonly text: string;
  readonly width: number;
  readonly height: number;
}) {
  const theme = useTheme();
  const lines = text
    .split('\n')
    .flatMap((it) => wrap(theme.shown(it), width - 4))
    .map((it): Spans => [{ text: `  ${it}` }]);
  return <Lines lines={[[], ...lines]} width={width} height={height} />;
}

const failureOf = (state: State, height: number) => (error: unknown) => (
  <Failure error={error} state={state} height={height} />
);

function Failure({
  error,
  state,
  height,
}: {
  readonly error: unknown;
  readonly state: State;
  readonly height: number;
}) {
  const text = printable(describeMistake(error));
  return <Words text={text} width={state.size.columns} height={height} />;
}

function TooSmall({ state: { size } }: { readonly state: State }) {
  const text = `This window is ${size.columns}x${size.rows}: too small. Make it ${LEAST.columns}x${LEAST.rows} or larger, or leave with q and take meshpath list.`;
  const lines = wrap(text, Math.max(1, size.columns)).map((it): Spans => [{ text: it }]);
  return <Lines lines={lines} width={size.columns} height={size.rows} />;
}

const TYPING: Readonly<Record<Typing['purpose'], readonly Hint[]>> = {
  filter: [
    { key: keyLabel('return'), label: 'keep' },
    { key: keyLabel('escape'), label: 'clear' },
  ],
  request: [
    { key: keyLabel('return'), label: 'done' },
    { key: keyLabel('up'), label: 'asked before' },
    { key: keyLabel('escape'), label: 'leave the field' },
  ],
};

const PALETTE: readonly Hint[] = [
  { key: keyLabel('return'), label: 'go' },
  { key: keyLabel('tab'), label: 'complete' },
  { key: `${keyLabel('up')} ${keyLabel('down')}`, label: 'choose' },
  { key: keyLabel('escape'), label: 'close' },
];

const CHOOSING: readonly Hint[] = [
  { key: keyLabel('return'), label: 'choose' },
  { key: keyLabel('escape'), label: 'close' },
];

function hintsOf(state: State): readonly Hint[] {
  if (state.overlay?.type === 'picker') return CHOOSING;
  if (state.overlay?.type === 'palette') return PALETTE;
  return state.typing === undefined ? ownHints(state) : TYPING[state.typing.purpose];
}

function ownHints(state: State): readonly Hint[] {
  const place = placeOf(state);
  return keysOn(place)
    .filter((it) => it.footer !== undefined && (it.when?.(state) ?? true) === true)
    .toSorted(by((it) => footerPlace(it, place)))
    .map(({ keys, label, always }) => ({
      key: keyLabel(keys[0] ?? ''),
      label,
      ...(always === true && { always }),
    }));
}
