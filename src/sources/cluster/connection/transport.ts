/**
 * How requests reach one API server. There is only GET: nothing in meshpath can change a cluster.
 * `get` fails where no answer came (a ConnectionError, or a UserError where credentials cannot be had).
 */
export interface Transport {
  get(request: GetRequest): Promise<Answer>;
  /** Ends all that goes on; idempotent. */
  close(): Promise<void>;
}

export interface GetRequest {
  /** `/api/v1/pods` */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly accept: string;
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Decompressed. Whoever does not read it to its end aborts the request's signal. */
  readonly body: AsyncIterable<Uint8Array>;
}

export const JSON_TYPE = 'application/json';

/** For built-in kinds; whoever stands between and does not know it gives JSON. */
export const PROTOBUF_TYPE = 'application/vnd.kubernetes.protobuf, application/json;q=0.9';

export const isProtobuf = ({ headers }: Pick<Answer, 'headers'>): boolean =>
  headers['content-type']?.startsWith('application/vnd.kubernetes.protobuf') === true;

/** The objects without anything but their metadata. */
export const METADATA_TYPE = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';
export const METADATA_LIST_TYPE =
  'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
