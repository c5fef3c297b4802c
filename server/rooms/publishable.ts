/**
 * What may not be published although its schema allows it and the engine would take it: parameters that the engine's
 * consumers were not made for. Pure.
 */
import { RequestError } from '../errors.ts';
import type { Params } from '../protocol/methods.ts';
import type { RtpParameters } from '../protocol/rtp.ts';
import { kindOf } from '../protocol/words.ts';

/** Throws `unsupported`, naming the codec at fault. */
export function requirePublishable(params: Pick<Params<'publish'>, 'source' | 'rtpParameters'>): void {
  requireKind(params);
  requireOneCodec(params.rtpParameters);
}

/** The engine would take sound under the name of a picture, and send it to those who asked for pictures. */
function requireKind({ source, rtpParameters }: Pick<Params<'publish'>, 'source' | 'rtpParameters'>): void {
  const kind = kindOf(source);
  const wrong = rtpParameters.codecs.findIndex(({ mimeType }) => !mimeType.startsWith(`${kind}/`));
  if (wrong === -1) return;
  throw new RequestError('unsupported', `rtpParameters.codecs.${wrong}.mimeType`, `a ${source} is ${kind}`);
}

/**
 * With several media codecs the layers of one simulcast could be of different ones. A consumer of the worker holds the
 * context of the first codec and casts it, unchecked, to that of the packet at hand.
 */
function requireOneCodec({ codecs }: RtpParameters): void {
  const [media] = codecs;
  const wrong = codecs.findIndex(({ mimeType }, index) => isRtx(mimeType) !== index > 0);
  if (wrong !== -1) {
    const field = `rtpParameters.codecs.${wrong}`;
    throw new RequestError('unsupported', field, 'must be one media codec, then its rtx');
  }
  const apt = codecs[1]?.parameters?.apt;
  if (codecs.length === 2 && apt !== media?.payloadType) {
    const field = 'rtpParameters.codecs.1.parameters.apt';
    throw new RequestError('unsupported', field, 'must be the payload type of the media codec');
  }
}

function isRtx(mimeType: string): boolean {
  return mimeType.slice(mimeType.indexOf('/') + 1).toLowerCase() === 'rtx';
}
