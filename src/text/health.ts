import type { Severity } from '../model/finding.ts';
import type { Health } from '../model/health.ts';

/** Each health has its own sign, so that colour is never the only carrier. */
const HEALTH_SIGNS: Readonly<Record<Health, HealthSign>> = {
  broken: { sign: '✖', ascii: 'x' },
  degraded: { sign: '▲', ascii: '!' },
  unknown: { sign: '?', ascii: '?' },
  progressing: { sign: '◐', ascii: '~' },
  idle: { sign: '○', ascii: '-' },
  healthy: { sign: '●', ascii: 'o' },
};

/** The word is the health's own name. */
interface HealthSign {
  readonly sign: string;
  readonly ascii: string;
}

export const healthSign = (health: Health, signs: 'unicode' | 'ascii' = 'unicode'): string =>
  HEALTH_SIGNS[health][signs === 'ascii' ? 'ascii' : 'sign'];

/** The sign and colour that a finding is shown with. */
export const severityHealth = (severity: Severity): Health => SEVERITY_HEALTH[severity];

const SEVERITY_HEALTH: Readonly<Record<Severity, Health>> = {
  error: 'broken',
  warning: 'degraded',
  info: 'idle',
};
