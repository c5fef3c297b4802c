/** A transport of a client in this process, connected as a browser does it: real ICE, DTLS and SRTP. Closed when the test ends. */
import { onTestFinished } from 'vitest';
import type { TransportInfo } from '../../server/protocol/rtp.ts';
import { MediaTransport } from '../conformance/support/media-transport.ts';
import type { WsClient } from './ws-client.ts';

/** `over` takes what is to be done at the end. */
export async function connectMedia(
  client: WsClient,
  info: TransportInfo,
  over: (end: () => void) => void = onTestFinished,
): Promise<MediaTransport> {
  const transport = await MediaTransport.open(info);
  over(() => transport.close());
  const { fingerprints } = transport.dtlsParameters;
  const [first] = fingerprints.filter(({ algorithm }) => algorithm === 'sha-256');
  if (!first) throw new Error('no fingerprint');
  await client.request('connectTransport', {
    transportId: info.transportId,
    dtlsParameters: { role: 'client', fingerprints: [{ algorithm: 'sha-256', value: first.value }] },
  });
  await transport.connect();
  return transport;
}
