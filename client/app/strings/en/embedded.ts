/**
 * For the page inside another page. `host` is that page's address.
 */
export const embedded = {
  asks: {
    microphone: (host: string) => `${host} asks you to switch on your microphone.`,
    camera: (host: string) => `${host} asks you to switch on your camera.`,
    both: (host: string) => `${host} asks you to switch on your microphone and camera.`,
  },
  asksForScreen: (host: string) => `${host} asks you to share your screen.`,
  switchOn: 'Switch on',
  thatPage: 'This page',
  alone: 'Nobody else is here yet.',
  notJoined: 'This person is not in the call.',
  alreadyJoined: 'This person is in the call already, or on the way.',
  nameMissing: 'A name is needed to join.',
  asked: 'The person is being asked, and decides.',
};
