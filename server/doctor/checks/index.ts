/** All checks, in the order in which they are told. A new one is a file here and a line in this table. */
import type { Finding } from '../../protocol/doctor.ts';
import type { Opened } from '../patient.ts';
import { checkAnnounced } from './announced.ts';
import { checkCertificates } from './certificates.ts';
import { checkClock } from './clock.ts';
import { checkDescriptors } from './descriptors.ts';
import { checkMachine } from './machine.ts';
import { checkMediaPorts } from './media-ports.ts';
import { checkPorts } from './ports.ts';
import { checkPublicUrl } from './public-url.ts';
import { checkReachable } from './reachable.ts';
import { checkSettings } from './settings.ts';
import { checkForbiddenPeers } from './turn-forbidden.ts';
import { checkRelays } from './turn-relay.ts';
import { checkTurnUrls } from './turn-urls.ts';
import { checkBuffers } from './udp-buffers.ts';

/** May throw: that becomes a finding. */
export type Check = (patient: Opened) => Promise<Finding[]>;

export const checks: Readonly<Record<string, Check>> = {
  settings: checkSettings,
  port: checkPorts,
  'announced-address': checkAnnounced,
  'media-port': checkMediaPorts,
  'announced-reachable': checkReachable,
  'public-url': checkPublicUrl,
  certificate: checkCertificates,
  'turn-url': checkTurnUrls,
  'turn-relay': checkRelays,
  'turn-forbidden': checkForbiddenPeers,
  clock: checkClock,
  'file-descriptors': checkDescriptors,
  'udp-buffers': checkBuffers,
  machine: checkMachine,
};
