import type { Match, NamedMatch, PathMatch, StringMatch } from '../model/match.ts';
import type { MatchReport, NamedMatchReport, StringMatchReport } from './contract.ts';

export function matchReport(match: Match): MatchReport {
  const { path, method, scheme, authority, claims, remoteIp, headers, query } = match;
  const { cookies, grpc, port, sni } = match;
  return {
    ...(path !== undefined && { path: pathReport(path) }),
    ...(method !== undefined && { method: stringReport(method) }),
    ...(scheme !== undefined && { scheme: stringReport(scheme) }),
    ...(authority !== undefined && { authority: stringReport(authority) }),
    ...(claims !== undefined && { claims: claims.map(namedReport) }),
    ...(remoteIp !== undefined && { remoteIp }),
    ...(headers !== undefined && { headers: headers.map(namedReport) }),
    ...(query !== undefined && { query: query.map(namedReport) }),
    ...(cookies !== undefined && { cookies: cookies.map(namedReport) }),
    ...(grpc !== undefined && { grpc: grpcReport(grpc) }),
    ...(port !== undefined && { port }),
    ...(sni !== undefined && { sni }),
  };
}

const pathReport = ({ type, value, ignoreCase }: PathMatch): NonNullable<MatchReport['path']> => ({
  type,
  value,
  ...(ignoreCase === true && { ignoreCase }),
});

const stringReport = ({ type, value, ignoreCase }: StringMatch): StringMatchReport => ({
  type,
  value,
  ...(ignoreCase === true && { ignoreCase }),
});

const namedReport = (match: NamedMatch): NamedMatchReport => ({
  name: match.name,
  ...stringReport(match),
  ...(match.not === true && { not: match.not }),
});

const grpcReport = ({
  service,
  method,
}: NonNullable<Match['grpc']>): NonNullable<MatchReport['grpc']> => ({
  ...(service !== undefined && { service: stringReport(service) }),
  ...(method !== undefined && { method: stringReport(method) }),
});
