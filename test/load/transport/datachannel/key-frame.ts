/** Whether a packet of video begins a key frame. werift reads the payload formats. */
import { H264RtpPayload, Vp8RtpPayload, Vp9RtpPayload } from 'werift';

const readers: Record<string, (payload: Buffer) => { isKeyframe: boolean }> = {
  VP8: payload => Vp8RtpPayload.deSerialize(payload),
  VP9: payload => Vp9RtpPayload.deSerialize(payload),
  H264: payload => H264RtpPayload.deSerialize(payload),
};

/** `codec`: such as `VP8`. False for one whose key frames nobody here can tell. */
export function beginsKeyFrame(codec: string | undefined, payload: Buffer): boolean {
  const read = codec === undefined ? undefined : readers[codec];
  return payload.length > 0 && (read?.(payload).isKeyframe ?? false);
}
