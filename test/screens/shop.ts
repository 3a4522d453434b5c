import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const TEMPLATE = readFileSync(join(import.meta.dirname, 'shop.yaml'), 'utf8');

const CRASHING = {
  V2_READY: 'false',
  V2_CONDITION: 'False',
  V2_RESTARTS: '14',
  V2_STATE: '{waiting: {reason: CrashLoopBackOff}}',
};

const RUNNING = {
  V2_READY: 'true',
  V2_CONDITION: 'True',
  V2_RESTARTS: '0',
  V2_STATE: '{running: {startedAt: "2026-10-01T00:00:00Z"}}',
};

const filled = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values).reduce((text, [name, value]) => text.replaceAll(name, value), TEMPLATE);

/** The world of screens.md, small: v2 of reviews has no ready Pod, a load balancer has no address. */
export const CRASHING_SHOP = filled(CRASHING);
export const HEALTHY_SHOP = filled(RUNNING);
