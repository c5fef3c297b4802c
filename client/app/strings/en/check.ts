/**
 * The sentences of the connection check, in English. Loaded with the check only: no call needs them.
 */
import type { CheckStep, MediaWay } from '../../../sdk/check/check-options.ts';

const tell = 'tell whoever runs this server';
const elsewhere = 'try another network, such as that of your phone';

export const check = {
  heading: 'Check your connection',
  promise:
    'Finds out whether calls work from here: the server, the ways for sound and pictures, their speed, and your devices. It takes about half a minute.',
  cost: 'It sends and receives up to 5 MB. What it finds is kept on this server under a short number, without your name.',
  withDevices: 'Try microphone and camera too',
  start: 'Start the check',
  again: 'Run it again',
  cancel: 'Stop the check',
  back: (room: string) => `Back to the room ${room}`,
  home: 'To the front page',
  broken: 'The check itself failed. Load this page again.',
  busy: 'Too many people check their connection at the moment. Wait a minute, then run it again.',
  /** What is being done. */
  doing: {
    devices: 'Starting microphone and camera: your browser may ask you…',
    socket: 'Reaching the server…',
    ways: 'Trying the ways for sound and pictures…',
    loss: 'Counting lost packets…',
    bandwidth: 'Measuring the speed…',
    report: 'Leaving the result with the server…',
  } satisfies Record<CheckStep | 'devices', string>,
  list: 'What was tried',
  names: {
    server: 'Server',
    ways: {
      udp: 'Directly, by UDP',
      tcp: 'Directly, by TCP',
      'turn-udp': 'Through the relay, by UDP',
      'turn-tcp': 'Through the relay, by TCP',
      'turn-tls': 'Through the relay, by TLS',
    } satisfies Record<MediaWay, string>,
    relay: 'Through a relay',
    roundTrip: 'Round trip',
    loss: 'Lost packets',
    up: 'Upload',
    down: 'Download',
    microphone: 'Microphone',
    camera: 'Camera',
  },
  states: {
    waiting: 'not yet',
    trying: 'being tried…',
    works: 'works',
    fails: 'does not work',
    absent: 'not there',
    unknown: 'not measured',
    untried: 'not tried',
  },
  reached: (time: string) => `answers after ${time}`,
  /** Of the way that a call would take. */
  taken: 'works: calls go this way',
  notOffered: 'this server does not offer it',
  loss: (up: string, down: string) => `${up} of what you send, ${down} of what you receive`,
  atLeast: (rate: string) => `${rate} or more`,
  heard: 'works: you are heard',
  unheard: 'works: say something, and the bar moves',
  plugIn: 'Plug one in or switch it on, then run the check again.',
  picture: 'Your camera',
  devicesOff: 'Turn microphone and camera off',
  tellId: 'Tell this to whoever runs the server:',
  copy: 'Copy',
  copied: 'Copied.',
  copyFailed: 'This browser did not allow copying.',
  notKept: 'The server did not keep this result.',
  /** One sentence for each thing that can come out: what it means for a call, and what to do. */
  verdicts: {
    good: 'Everything works: calls will go well from here.',
    noMicrophone:
      'The connection is good, but your microphone cannot be used: below is what to do about it, and you can join and listen all the same.',
    noCamera:
      'The connection is good, but your camera cannot be used: below is what to do about it, and you can join without a picture all the same.',
    noDevices:
      'The connection is good, but neither microphone nor camera can be used: below is what to do about it, and you can join and listen all the same.',
    byTcp:
      'Your network does not let UDP through, so calls go by TCP: they will work, and may falter when the network is busy.',
    byRelay:
      'Your network does not let calls through directly, and this server has a relay for that: calls will work, with a little more delay.',
    byTls:
      'Your network lets nothing but web pages through, and this server has a relay for that: calls will work, with a little more delay.',
    late: 'What you say takes long to arrive, so people will talk over each other: switch off a VPN if you use one, or try another network.',
    tooSlow:
      'Your connection is too slow even for sound: stop other downloads and uploads, get closer to the Wi-Fi, or try another network.',
    slowBoth:
      'Your connection is fast enough for sound but not for pictures: leave the camera off, or try another network.',
    slowUp:
      'Your upload is too slow for your picture: others will hear you, so leave the camera off or try another network.',
    slowDown:
      'Your download is too slow for pictures: you will hear the others, and may see them only small or not at all on this network.',
    lossy:
      'Your connection loses much on the way, so sound and pictures will break up: use a cable, get closer to the Wi-Fi, or try another network.',
    noWay: `The server is reached, but nothing for sound and pictures gets through, and it has no relay for such networks: ${elsewhere}, and ${tell}.`,
    noWayByRelay: `The server is reached, but nothing for sound and pictures gets through, not even by its relay: ${elsewhere}, and ${tell}.`,
    noWebRtc:
      'This browser cannot take part in calls: open this page in a current Firefox, Chrome, Edge or Safari.',
    offline: 'This device has no network: switch on Wi-Fi or mobile data, then run the check again.',
    noSocket: `Web pages of this server come through, but the connection that calls need (WebSocket) does not: a filter or proxy of your network may stop it, so ${elsewhere}, and ${tell}.`,
    noServer: `The server cannot be reached: if other websites do not open either, it is your network, and otherwise ${tell}.`,
  },
};
