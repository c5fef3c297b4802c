/**
 * What cannot be judged from inside a container. There a loopback name means the container, not the host that clients mean by it; and UDP
 * to a port that the host publishes for this or another container gets no answer, because the engine answers from another address.
 */
import { isLoopbackHost } from '../../lib/addresses.ts';
import type { ExaminedSettings, Opened } from '../patient.ts';
import { addressesOf, isOwn } from './own-addresses.ts';

/**
 * All is for people on the host, who come by a port of it: as docker-compose.yml does without a domain. Where PUBLIC_URL has the port that
 * is listened on, loopback may as well be the same inside and outside, and is judged.
 */
export function isForHostOnly({
  settings,
  machine,
  web,
}: Pick<Opened, 'settings' | 'machine' | 'web'>): boolean {
  const { publicUrl, announcedAddresses: announced } = settings;
  if (!machine.inContainer || publicUrl === undefined || announced.length === 0) return false;
  const { hostname, protocol, port } = new URL(publicUrl);
  const usual = protocol === 'https:' ? 443 : 80;
  return isLoopbackHost(hostname) && announced.every(isLoopbackHost) && Number(port || usual) !== web.port;
}

/** Whether a name stands for the host that this container's ports are published on, as far as the settings tell. */
export async function isOfHost(host: string, { settings, machine }: Opened): Promise<boolean> {
  const { publicUrl, announcedAddresses } = settings;
  const ofHost = [...announcedAddresses, ...(publicUrl === undefined ? [] : [new URL(publicUrl).hostname])];
  const known = await Promise.all(ofHost.map(each => addressesOf(each).catch(() => [])));
  const published = new Set(known.flat());
  const asked = await addressesOf(host).catch(() => []);
  return asked.some(address => published.has(address) && !isOwn(address, machine.interfaces));
}

/** Completes "To check it: …". */
export function fromOutside({ publicUrl }: Pick<ExaminedSettings, 'publicUrl'>): string {
  const url = publicUrl ?? 'URL';
  return `npm run check-stack -- ${url} from outside, or the page ${publicUrl ?? ''}/check`;
}
