import type { NamedMatch } from '../../../../model/match.ts';
import type { Annotations } from '../annotations.ts';
import type { Canary, Settings } from './settings.ts';

export function canarySettings(annotations: Annotations): Settings {
  if (annotations.flag('canary') !== true) return {};
  const header = annotations.text('canary-by-header');
  const headerValue = annotations.text('canary-by-header-value');
  const headerPattern = annotations.text('canary-by-header-pattern');
  const cookie = annotations.text('canary-by-cookie');
  const weight = Math.max(0, annotations.integer('canary-weight') ?? 0);
  const total = Math.max(100, annotations.integer('canary-weight-total') ?? 100);
  return {
    canary: {
      ...(header !== undefined && { header }),
      ...(headerValue !== undefined && { headerValue }),
      ...(headerPattern !== undefined && { headerPattern }),
      ...(cookie !== undefined && { cookie }),
      share: Math.min(1, weight / total),
      weight,
    },
  };
}

/** A request that a header or cookie decides. */
export interface Decision {
  readonly to: 'canary' | 'main';
  readonly variant: string;
  readonly headers?: readonly NamedMatch[];
  readonly cookies?: readonly NamedMatch[];
}

/** In the order in which they are tried. `never` is left out where nothing later could take the request. */
export function decisionsOf(canary: Canary): readonly Decision[] {
  const { cookie, share } = canary;
  const byCookie = cookie === undefined ? [] : cookieDecisions(cookie, share > 0);
  return [...headerDecisions(canary, byCookie.length > 0 || share > 0), ...byCookie];
}

function headerDecisions(
  { header: name, headerValue, headerPattern }: Canary,
  laterTakes: boolean,
): readonly Decision[] {
  if (name === undefined) return [];
  const canary = (match: Omit<NamedMatch, 'name'>): Decision => ({
    to: 'canary',
    variant: ' canary by header',
    headers: [{ name, ...match }],
  });
  if (headerValue !== undefined) return [canary({ type: 'exact', value: headerValue })];
  // nginx searches the pattern in the value; ours is to match all of it.
  if (headerPattern !== undefined)
    return [canary({ type: 'regex', value: String.raw`[\s\S]*(?:${headerPattern})[\s\S]*` })];
  const never: Decision = {
    to: 'main',
    variant: ' never by header',
    headers: [{ name, type: 'exact', value: 'never' }],
  };
  return [canary({ type: 'exact', value: 'always' }), ...(laterTakes ? [never] : [])];
}

function cookieDecisions(name: string, laterTakes: boolean): readonly Decision[] {
  const decision = (to: Decision['to'], value: string, variant: string): Decision => ({
    to,
    variant,
    cookies: [{ name, type: 'exact', value }],
  });
  return [
    decision('canary', 'always', ' canary by cookie'),
    ...(laterTakes ? [decision('main', 'never', ' never by cookie')] : []),
  ];
}
