declare const MESHPATH_VERSION: string | undefined;

/** Set by the build; from the sources there is none. */
const version = typeof MESHPATH_VERSION === 'string' ? MESHPATH_VERSION : 'dev';

export async function main(argv: readonly string[]): Promise<number> {
  await Promise.resolve(argv);
  process.stdout.write(`${version}\n`);
  return 0;
}
