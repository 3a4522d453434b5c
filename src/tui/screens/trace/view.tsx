import { Box } from 'ink';

import { describeRequestProblem } from '../../../text/outcome.ts';
import { printable } from '../../../text/printable.ts';
import { pad, wrap } from '../../../text/width.ts';
import { place } from '../../list.ts';
import { fieldSpans } from '../../message.ts';
import { Line } from '../../parts/line.tsx';
import { Lines } from '../../parts/lines.tsx';
import type { Spans } from '../../parts/spans.ts';
import { listOf, type State } from '../../state.ts';
import { type Theme, useTheme } from '../../theme.ts';
import { answerRows, type AnswerRow, answerTo, stepWidths } from './rows.ts';

export function TraceView({
  state,
  width,
  height,
}: {
  readonly state: State;
  readonly width: number;
  readonly height: number;
}) {
  return (
    <Box flexDirection="column">
      <Line spans={requestSpans(state)} width={width} />
      <Line spans={[]} width={width} />
      <AnswerLines state={state} width={width} height={height} />
    </Box>
  );
}

function requestSpans({ typing, requests }: State): Spans {
  const text: Spans =
    typing?.purpose === 'request' ? fieldSpans(typing.field) : [{ text: printable(requests.text) }];
  return [{ text: ' request  ', style: 'key' }, ...text];
}

function AnswerLines({
  state,
  width,
  height,
}: {
  readonly state: State;
  readonly width: number;
  readonly height: number;
}) {
  const theme = useTheme();
  const answer = answerTo(state);
  if (answer.type !== 'trace') {
    const words =
      answer.type === 'problem'
        ? describeRequestProblem(answer.problem)
        : 'Type a URL: [METHOD] https://shop.example.com/path [Name: value; Name: value]';
    const { history } = state.requests;
    const lines: readonly Spans[] = [
      ...wrap(theme.shown(words), width - 4).map((it): Spans => [{ text: `  ${it}` }]),
      ...(history.length === 0 ? [] : [[], [{ text: '  asked before', style: 'dim' as const }]]),
      ...history.map((it): Spans => [{ text: `    ${printable(it)}` }]),
    ];
    return <Lines lines={lines} width={width} height={height} />;
  }
  const rows = answerRows(state);
  const { index, top } = place(rows, listOf(state), height);
  const widths = stepWidths(rows);
  return (
    <Box flexDirection="column" width={width} height={height} overflow="hidden">
      {rows.slice(top, top + height).map((row, offset) => {
        const isSelected = state.typing === undefined && top + offset === index;
        const spans = answerSpans(row, { isSelected, widths, theme });
        return <Line key={row.id} spans={spans} width={width} isSelected={isSelected} />;
      })}
    </Box>
  );
}

interface Look {
  readonly isSelected: boolean;
  readonly widths: { readonly what: number; readonly name: number };
  readonly theme: Theme;
}

function answerSpans(row: AnswerRow, { isSelected, widths, theme }: Look): Spans {
  const { health, number, what, name, detail } = row;
  const marker = isSelected ? theme.signs.marker : ' ';
  if (name === '') return [{ text: `${marker} ${what}`, style: 'dim' }];
  const sign = health === undefined ? ' ' : theme.healthSign(health);
  const isStep = health !== undefined;
  return [
    { text: `${marker} ${number.padStart(2)} ` },
    { text: `${sign} `, ...(health !== undefined && { style: health }) },
    ...(isStep ? [{ text: `${pad(what, widths.what)}  `, style: 'dim' as const }] : []),
    { text: detail === '' ? name : pad(name, widths.name) },
    ...(detail === ''
      ? []
      : [
          {
            text: `  ${detail}`,
            ...(health !== undefined && health !== 'healthy' && { style: health }),
          },
        ]),
  ];
}
