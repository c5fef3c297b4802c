/** Where a certificate comes from. The second kinds of everything: files of the operator, and one that the server makes. */
import type { Certificate } from './certificate.ts';

export interface CertificateSource {
  /** Rejects with CertificateError when there is none that can be served. */
  load(): Promise<Certificate>;
  /** A text that differs from the last one when there may be another to load. */
  state(): Promise<string>;
  /** How often that is worth a look, ms. */
  readonly every: number;
}
