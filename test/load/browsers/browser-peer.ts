/** What a browser peer is told, and what it says: plain data between the load tool and its pages. */
import type { PeerReport, VisitReport } from '../report/peer-report.ts';
import type { Layout } from '../scenario/scenario.ts';

export interface BrowserPeer {
  readonly number: number;
  readonly room: string;
  readonly name: string;
  readonly token?: string;
  /** With the camera and the microphone that Chromium fakes; else it receives only. */
  readonly publishes: boolean;
  readonly layout: Layout;
}

/** Of one page so far. The visit's `at` is milliseconds since 1970: a page does not know when the run began. */
export type PageReport = Pick<
  PeerReport,
  'received' | 'sent' | 'signalling' | 'reconnects' | 'generations' | 'iceRestarts'
> & { readonly visit: VisitReport };

declare global {
  /** In the page: see browser-page.ts. */
  var browserPeer: {
    /** Resolves when it is in, or has failed: then the report says why. */
    join(url: string, peer: BrowserPeer): Promise<void>;
    report(): Promise<PageReport>;
    leave(): Promise<void>;
  };
}
