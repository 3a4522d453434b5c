import { homedir } from 'node:os';
import { join } from 'node:path';

import type { Context } from './context.ts';
import type { ReadSettings } from './settings.ts';

export interface SettingsFile extends ReadSettings {
  /** Where it is; absent where there is none. */
  readonly file?: string;
}

const NONE: SettingsFile = { settings: {}, mistakes: [] };

/** `$XDG_CONFIG_HOME/meshpath/config.yaml`; what reads YAML is loaded only where there is one. */
export async function settingsIn(env: Context['io']['env']): Promise<SettingsFile> {
  const home = env['HOME'] ?? homedir();
  const file = join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'meshpath/config.yaml');
  const yaml = textOf(file);
  if (yaml === undefined) return NONE;
  if (typeof yaml !== 'string')
    return { ...NONE, file, mistakes: [`${file} cannot be read: ${yaml.message}.`] };
  const { readSettings } = await import('./settings.ts');
  return { file, ...readSettings(yaml, file) };
}

/** Nothing where there is no such file. */
function textOf(file: string): string | Error | undefined {
  try {
    // Not imported: that would take each command a tenth of its start.
    return process.getBuiltinModule('node:fs').readFileSync(file, 'utf8');
  } catch (error) {
    const isAbsent = /ENOENT|ENOTDIR/.test(String(Reflect.get(Object(error), 'code')));
    return isAbsent || !(error instanceof Error) ? undefined : error;
  }
}
