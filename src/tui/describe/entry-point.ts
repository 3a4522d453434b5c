import type { EntryPoint, Listener } from '../../model/exposure.ts';
import { describePort, describeTls } from '../../text/listener.ts';
import { describeRef } from '../../text/object-ref.ts';
import { printable } from '../../text/printable.ts';
import { urlsOf } from '../../text/urls.ts';
import { columns, type Fact, section } from './block.ts';
import { trouble } from './rules.ts';

/** Of an object that lets requests in. */
export const entryPointFacts = (entryPoint: EntryPoint): readonly Fact[] => [
  ['class', printable(entryPoint.className ?? '')],
  ['reached at', printable(urlsOf(entryPoint).join(', '))],
  ['trouble', trouble(entryPoint.judgement)],
];

export const entryPointSections = ({ listeners }: EntryPoint): readonly string[] =>
  section('listeners', columns(listeners.map(listenerCells)));

const listenerCells = (listener: Listener): readonly string[] => {
  const { hosts, tls, judgement } = listener;
  return [
    describePort(listener),
    printable(hosts.join(', ')) || 'any host',
    describeTls(listener),
    tls?.secret === undefined ? '' : describeRef(tls.secret),
    trouble(judgement),
  ];
};
