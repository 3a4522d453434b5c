/** A flag by which programs are told where to listen; others name a host or an address that is somebody else's. */
const FLAG =
  /^--?(?:(?:web|https?|grpc|server|metrics|secure|insecure)[.-])?(?:bind|host|listen|addr|address|(?:bind|listen)[.-]addr(?:ess)?)$/i;

const LOOPBACK =
  /^(?:[a-z]+:\/\/)?(?:127(?:\.\d{1,3}){3}|localhost|\[::1\]|::1)(?::(\d{1,5}))?\/?$/i;

/** The port of `--listen=127.0.0.1:8080`; `any` where only the address is told. Undefined for everything else. */
export function localListener(flag: string, value: string): number | 'any' | undefined {
  const address = FLAG.test(flag) ? LOOPBACK.exec(value) : null;
  if (address === null) return undefined;
  return address[1] === undefined ? 'any' : Number(address[1]);
}

/** `--host=localhost`, whole. The flag alone is kept where its value is a word of its own. */
export function isLocalListener(argument: string): boolean {
  const [flag = '', ...value] = argument.split('=');
  return value.length === 0 ? FLAG.test(flag) : localListener(flag, value.join('=')) !== undefined;
}
