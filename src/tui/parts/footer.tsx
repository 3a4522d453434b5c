import { useTheme } from '../theme.ts';
import { Line } from './line.tsx';
import { type Spans, spansWidth } from './spans.ts';

export interface Hint {
  /** As a person would name the key. */
  readonly key: string;
  readonly label: string;
}

/** The keys that help most, as many as there is room for; the last one (help) always. */
export function Footer({
  hints,
  width,
}: {
  readonly hints: readonly Hint[];
  readonly width: number;
}) {
  const theme = useTheme();
  const parts = hints.map(({ key, label }): Spans => [
    { text: theme.shown(key), style: 'key' },
    { text: ` ${label}` },
  ]);
  const last = parts.at(-1) ?? [];
  const room = width - 1 - spansWidth(last);
  const spans: Spans[] = [];
  let used = 0;
  for (const part of parts.slice(0, -1)) {
    const needed = spansWidth(part) + GAP.length;
    if (used + needed > room) break;
    used += needed;
    spans.push(part);
  }
  const shown = [...spans, last].flatMap((it, index) =>
    index === 0 ? it : [{ text: GAP }, ...it],
  );
  return <Line spans={[{ text: ' ' }, ...shown]} width={width} />;
}

const GAP = '   ';
