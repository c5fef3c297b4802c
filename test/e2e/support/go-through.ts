/** Makes a page take the way through a relay, in place of the one that the server offers. */

/** Runs in the page: the server's media come by UDP and from that port only. */
export function goThrough(port: number): void {
  const set: (this: RTCPeerConnection, description: RTCSessionDescriptionInit) => Promise<void> =
    RTCPeerConnection.prototype.setRemoteDescription;
  RTCPeerConnection.prototype.setRemoteDescription = function (
    this: RTCPeerConnection,
    description: RTCSessionDescriptionInit,
  ) {
    const lines = (description.sdp ?? '').split('\r\n').filter(line => !/^a=candidate:.* tcp /i.test(line));
    const sdp = lines.map(line => line.replace(/^(a=candidate:.* udp \d+ \S+) \d+/i, `$1 ${port}`));
    return set.call(this, { type: description.type, sdp: sdp.join('\r\n') });
  };
}
