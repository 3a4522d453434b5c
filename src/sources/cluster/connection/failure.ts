/** What the API server answered, where that is no success. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  /** The reason of the Status object: `Expired`. */
  readonly reason: string;
  /** Milliseconds that the server asks to wait. */
  readonly retryAfter: number | undefined;
  /** What the server's clock said, epoch milliseconds. */
  readonly serverTime: number | undefined;

  constructor(
    status: number,
    reason: string,
    message: string,
    more: {
      readonly retryAfter?: number | undefined;
      readonly serverTime?: number | undefined;
    } = {},
  ) {
    super(message);
    this.status = status;
    this.reason = reason;
    this.retryAfter = more.retryAfter;
    this.serverTime = more.serverTime;
  }
}

/** No answer, or one that broke off. `code` is Node's (`ECONNREFUSED`) or one of ours. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  readonly code: string;

  constructor(code: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** An answer that no API server gives. */
export class BadAnswer extends Error {
  override readonly name = 'BadAnswer';
}

/** The resource version or page token is too old: the list must be read anew. */
export const isExpired = (error: unknown): boolean =>
  error instanceof ApiError &&
  (error.status === 410 || error.reason === 'Expired' || error.reason === 'Gone');

export const isForbidden = (error: unknown): boolean =>
  error instanceof ApiError && error.status === 403;

export const isNotFound = (error: unknown): boolean =>
  error instanceof ApiError && error.status === 404;

/** Through Node's wrappers to the error that tells something. */
export function connectionErrorOf(error: unknown): ConnectionError {
  if (error instanceof ConnectionError) return error;
  if (!(error instanceof Error)) return new ConnectionError('UNKNOWN', String(error), error);
  // Several addresses were tried: the first failure is as good as any.
  if (error instanceof AggregateError && error.errors.length > 0)
    return connectionErrorOf(error.errors[0]);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return new ConnectionError(code, error.message, error);
}
