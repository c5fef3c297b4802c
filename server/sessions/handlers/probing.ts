/** Trying the ways to the media ports, and keeping what was found. */
import { RequestError } from '../../errors.ts';
import type { AnytimeHandlers } from './context.ts';

type Probing = 'probe' | 'connectProbe' | 'closeProbe' | 'reportCheck';

export const probing: Pick<AnytimeHandlers, Probing> = {
  probe: ({ probes }) => probes.open(),

  async connectProbe({ probes }, params) {
    await probes.connect(params);
    return {};
  },

  async closeProbe({ probes }, { probeId }) {
    probes.close(probeId);
    return {};
  },

  async reportCheck({ address, checks }, { report }) {
    if (!address.takeReport()) throw new RequestError('rate-limited');
    return { checkId: checks.keep(report) };
  },
};
