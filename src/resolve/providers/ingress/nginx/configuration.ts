import type { Reader } from '../../../../inventory/reader.ts';
import type { Caveat } from '../../../../model/exposure.ts';
import type { BackendTarget } from '../../../provider.ts';
import { flagOf } from '../annotations.ts';
import { hasEndpoints } from '../backends.ts';
import type { Controller } from '../controllers.ts';
import { type Admission, admissionOf } from './admission.ts';
import type { Settings } from './settings.ts';

/** What holds for all Ingresses of a controller, unless their annotations say otherwise. */
export interface Configuration {
  readonly admission: Admission;
  readonly settings: Settings;
  /** Where `enable-global-auth` does not say otherwise. */
  readonly globalAuth?: string;
  /** Who may call no location that has no list of its own. */
  readonly blocked: readonly string[];
  /** What answers where no Ingress has anything to say, instead of the controller's own 404. */
  readonly fallback?: BackendTarget;
  /** Of the headers that a ConfigMap may set. */
  readonly allowedHeaders: readonly string[];
  /** An Ingress with a default backend is left out. */
  readonly refusesCatchAll: boolean;
  /** The handshake for a name that no Ingress has fails. */
  readonly rejectsHandshake: boolean;
  readonly caveats: readonly Caveat[];
}

export function configurationOf(
  controller: Controller,
  objects: Reader<'ConfigMap' | 'Service' | 'EndpointSlice'>,
): Configuration {
  const fallback = fallbackOf(controller, objects);
  return { ...readMap(controller, objects), ...(fallback !== undefined && { fallback }) };
}

/** `--default-backend-service`: its first port, where that has an endpoint. */
function fallbackOf(
  { arg }: Controller,
  objects: Reader<'Service' | 'EndpointSlice'>,
): BackendTarget | undefined {
  const [namespace, name] = (arg('default-backend-service') ?? '').split('/');
  if (namespace === undefined || name === undefined) return undefined;
  const found = objects.get('Service', namespace, name);
  const port = found.type === 'found' ? found.object.spec.ports[0]?.port : undefined;
  if (port === undefined || hasEndpoints(namespace, name, port, objects) !== true) return undefined;
  return { type: 'service', namespace, name, port };
}

function readMap(controller: Controller, objects: Reader<'ConfigMap'>): Configuration {
  const reference = controller.arg('configmap');
  const [namespace, name] = (reference ?? '').split('/');
  const read = (
    data: Readonly<Record<string, string>> | undefined,
    caveats: readonly Caveat[],
  ): Configuration => ({
    ...settingsOf(data ?? {}, isOn(controller.arg('disable-svc-external-name'))),
    admission: admissionOf(controller, data),
    refusesCatchAll: isOn(controller.arg('disable-catch-all')),
    caveats: [...caveats, ...namespaces(controller)],
  });
  if (namespace === undefined || name === undefined) return read({}, []);
  const found = objects.get('ConfigMap', namespace, name);
  switch (found.type) {
    case 'found': {
      const { data } = found.object;
      return read(data, DECIDING.filter((it) => Object.hasOwn(data, it)).map(snippet));
    }
    case 'absent':
      return read({}, []);
    case 'unreadable':
      return read(undefined, [
        {
          type: 'assumed',
          what: `ConfigMap ${reference}, which was not read, leaves the defaults`,
        },
      ]);
  }
}

const isOn = (flag: string | undefined): boolean => flagOf(flag) === true;

/** Which namespaces carry the labels is not looked at. */
const namespaces = ({ arg }: Controller): readonly Caveat[] => {
  const selector = arg('watch-namespace-selector');
  return selector === undefined || selector === ''
    ? []
    : [{ type: 'assumed', what: `the namespaces carry the labels ${selector}` }];
};

const snippet = (name: string): Caveat => ({ type: 'snippet', name });

/** Settings that may send a request elsewhere or refuse it, by what is not understood here. */
const DECIDING = [
  'main-snippet',
  'http-snippet',
  'server-snippet',
  'location-snippet',
  'stream-snippet',
  'block-user-agents',
  'block-referers',
  'use-proxy-protocol',
];

/** The controller's own defaults. */
const ACME_CHALLENGE = '/.well-known/acme-challenge';
const REDIRECT_STATUS = 308;

function settingsOf(
  data: Readonly<Record<string, string>>,
  refusesExternalNames: boolean,
): Omit<Configuration, 'admission' | 'caveats' | 'refusesCatchAll'> {
  const list = (name: string): readonly string[] | undefined =>
    data[name]
      ?.split(',')
      .map((it) => it.trim())
      .filter((it) => it !== '');
  const allowSources = list('whitelist-source-range') ?? [];
  const denySources = list('denylist-source-range') ?? [];
  const status = Number(data['http-redirect-code']);
  const auth = data['global-auth-url'] ?? '';
  return {
    settings: {
      refusesExternalNames,
      sslRedirect: flagOf(data['ssl-redirect']) ?? true,
      forceSslRedirect: flagOf(data['force-ssl-redirect']) ?? false,
      keepsTrailingSlash: flagOf(data['preserve-trailing-slash']) ?? false,
      serviceUpstream: flagOf(data['service-upstream']) ?? false,
      redirectStatus: [301, 302, 307, 308].includes(status) ? status : REDIRECT_STATUS,
      plainPaths: list('no-tls-redirect-locations') ?? [ACME_CHALLENGE],
      openPaths: list('no-auth-locations') ?? [ACME_CHALLENGE],
      trustsForwarded: flagOf(data['use-forwarded-headers']) ?? false,
      modifiers: {
        ...(allowSources.length > 0 && { allowSources }),
        ...(denySources.length > 0 && { denySources }),
      },
    },
    ...(auth !== '' && { globalAuth: auth }),
    blocked: list('block-cidrs') ?? [],
    allowedHeaders: list('global-allowed-response-headers') ?? [],
    rejectsHandshake: flagOf(data['ssl-reject-handshake']) ?? false,
  };
}
