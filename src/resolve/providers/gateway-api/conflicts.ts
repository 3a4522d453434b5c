import { groupBy } from '../../../lib/group.ts';
import type { Reason } from '../../../model/health.ts';
import { type GatewayListener, serves, transportOf } from './listener.ts';

/**
 * Listeners that a flow cannot be told apart by are conflicted. Of one object none of them counts; of several the one
 * that comes first does (GEP-1713).
 */
export function withConflicts(listeners: readonly GatewayListener[]): readonly GatewayListener[] {
  const kept: GatewayListener[] = [];
  const result: GatewayListener[] = [];
  for (const own of groupBy(listeners, (it) => it.owner).values()) {
    // What an earlier object takes is out before the listeners of one object are held against each other.
    const free = own.map((it) => conflicted(it, kept));
    const judged = free.map((it) =>
      conflicted(
        it,
        free.filter((other) => other !== it && !isTaken(other)),
      ),
    );
    result.push(...judged);
    kept.push(...judged.filter(serves));
  }
  return result;
}

function conflicted(
  listener: GatewayListener,
  others: readonly GatewayListener[],
): GatewayListener {
  if (!serves(listener)) return listener;
  const onPort = others.filter(
    (it) =>
      it.port === listener.port && transportOf(it) === transportOf(listener) && !isRefused(it),
  );
  const because = onPort.some((it) => protocolGroup(it) !== protocolGroup(listener))
    ? 'protocol-conflict'
    : onPort.some((it) => it.host === listener.host)
      ? 'hostname-conflict'
      : undefined;
  if (because === undefined) return listener;
  const dropped: Reason = { type: 'listener-invalid', because };
  return { ...listener, dropped, judgement: { health: 'broken', reason: dropped } };
}

const isTaken = ({ dropped }: GatewayListener): boolean =>
  dropped?.type === 'listener-invalid' && dropped.because.endsWith('-conflict');

const isRefused = ({ dropped }: GatewayListener): boolean =>
  dropped?.type === 'not-attached' ||
  (dropped?.type === 'listener-invalid' && dropped.because === 'unsupported-protocol');

/** Protocols that a proxy tells apart on one port: with TLS by SNI; plain HTTP; plain bytes. */
const protocolGroup = ({ protocol }: GatewayListener): string =>
  protocol === 'HTTPS' ? 'TLS' : protocol;
