/**
 * What is said, in English, of the way to the server where there is none, and the offer to find out why. What the check itself says is in
 * check.ts.
 */
export const network = {
  check: 'Check your connection',
  newTab: 'Opens in a new tab: the call goes on.',
  connecting: 'Looking for a way to the server for sound and pictures…',
  noWay: 'So far there is none: your network may not let calls through.',
  gone: 'It takes longer than usual.',
  awaits: {
    server: 'The server is starting again. Keep this page open: you come back by yourself.',
    lobby: 'You were away for too long. Waiting for a moderator to let you in again…',
  },
  begunAnew: 'The call was interrupted and had to begin anew. You are back in it.',
  rejoined: 'You were away for too long to keep your place. You are back in the call.',
  back: 'Sound and pictures are back.',
  offline: 'This device has no network at the moment. As soon as it has, it goes on by itself.',
  outOfReach:
    'The server cannot be reached from here. If other websites do not open either, it is your network; otherwise tell whoever runs this server.',
  noAnswer: 'The server does not answer at the moment. You can try to join all the same.',
};
