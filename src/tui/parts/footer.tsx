import { useTheme } from '../theme.ts';
import { Line } from './line.tsx';
import { type Spans, spansWidth } from './spans.ts';

export interface Hint {
  /** As a person would name the key. */
  readonly key: string;
  readonly label: string;
  /** Shown however little room there is. */
  readonly always?: true;
}

/** The keys that help most, as many as there is room for. */
export function Footer({
  hints,
  width,
}: {
  readonly hints: readonly Hint[];
  readonly width: number;
}) {
  const theme = useTheme();
  const partOf = ({ key, label }: Hint): Spans => [
    { text: GAP },
    { text: theme.shown(key), style: 'key' },
    { text: ` ${label}` },
  ];
  const always = hints.filter((it) => it.always === true).map(partOf);
  let room = width - 1 + GAP.length - always.reduce((sum, it) => sum + spansWidth(it), 0);
  const others: Spans[] = [];
  for (const part of hints.filter((it) => it.always !== true).map(partOf)) {
    room -= spansWidth(part);
    if (room < 0) break;
    others.push(part);
  }
  const [, ...shown] = [...others, ...always].flat();
  return <Line spans={[{ text: ' ' }, ...shown]} width={width} />;
}

const GAP = '   ';
