/**
 * The machine below a page of the fault suite: its peer connections, which browser.ts keeps at hand, its microphone unfiltered, so that a steady tone is sent
 * as it is, and a screen that is drawn, since a headless browser has none to share.
 */
/** Those that are not closed. */
export function rememberedConnections(): RTCPeerConnection[] {
  return globalThis.connections.filter(({ connectionState }) => connectionState !== 'closed');
}

export function prepareDevices(): void {
  const { mediaDevices } = navigator;
  const capture = mediaDevices.getUserMedia.bind(mediaDevices);
  const unfiltered = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  mediaDevices.getUserMedia = ({ audio, ...wanted }: MediaStreamConstraints = {}) => {
    const sound = typeof audio === 'object' ? { ...audio, ...unfiltered } : audio && unfiltered;
    return capture({ ...wanted, ...(sound && { audio: sound }) });
  };
  mediaDevices.getDisplayMedia = async () => drawnScreen();
}

function drawnScreen(): MediaStream {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: 640, height: 360 });
  const context = canvas.getContext('2d');
  let step = 0;
  setInterval(() => {
    step += 1;
    if (!context) return;
    context.fillStyle = `hsl(${step % 360} 40% 60%)`;
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.fillStyle = 'black';
    context.fillText(`slide ${step}`, 20 + (step % 200), 100);
  }, 100);
  return canvas.captureStream(10);
}
