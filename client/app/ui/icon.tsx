/**
 * The page's few icons, drawn as lines so that they take the colour of the text around them.
 */
const paths = {
  microphone: 'M12 3a3 3 0 0 0-3 3v6a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3ZM5 11a7 7 0 0 0 14 0M12 18v3',
  microphoneOff: 'M12 3a3 3 0 0 0-3 3v6a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3ZM5 11a7 7 0 0 0 14 0M12 18v3M3 3l18 18',
  camera: 'M3 7h12v10H3zM15 11l6-4v10l-6-4',
  cameraOff: 'M3 7h12v10H3zM15 11l6-4v10l-6-4M3 3l18 18',
  screen: 'M3 4h18v12H3zM8 20h8M12 16v4M12 13V7m-3 3 3-3 3 3',
  screenOff: 'M3 4h18v12H3zM8 20h8M12 16v4M9.5 7.5l5 5m0-5-5 5',
  leave: 'M10 4H4v16h6M9 12h12m-4-4 4 4-4 4',
  hand: 'M8 13V6a1.5 1.5 0 0 1 3 0v5V4a1.5 1.5 0 0 1 3 0v7V6a1.5 1.5 0 0 1 3 0v9a6 6 0 0 1-6 6c-3 0-4-1-6-5l-1.5-3a1.6 1.6 0 0 1 2.7-1.7L8 13',
  pin: 'M9 3h6l-1 7 4 3v2H6v-2l4-3ZM12 15v6',
  unpin: 'M9 3h6l-1 7 4 3v2H6v-2l4-3ZM12 15v6M4 4l16 16',
  fullScreen: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  leaveFullScreen: 'M9 4v5H4M20 9h-5V4M15 20v-5h5M4 15h5v5',
  pictureInPicture: 'M3 5h18v14H3zM12 12h6v4h-6z',
  grid: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h6v6h-6z',
  speaker: 'M3 5h12v14H3zM19 5h2v3h-2zM19 11h2v3h-2zM19 17h2v2h-2z',
  previous: 'm15 5-7 7 7 7',
  next: 'm9 5 7 7-7 7',
  hide: 'M3 12s3-6 9-6 9 6 9 6-3 6-9 6-9-6-9-6ZM12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5ZM4 4l16 16',
  person: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4 21a8 8 0 0 1 16 0',
  float: 'M3 5h18v14H3zM13 13h5v3h-5z',
  dock: 'M3 5h18v14H3zM12 5v14M3 12h18',
  corner: 'M12 3v18M3 12h18M12 3l-3 3M12 3l3 3M12 21l-3-3M12 21l3-3M3 12l3-3M3 12l3 3M21 12l-3-3M21 12l-3 3',
  details: 'M4 20V10M9.3 20V4M14.7 20v-7M20 20V8',
  close: 'M6 6l12 12M18 6 6 18',
  people:
    'M9 4a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7ZM2.5 20a6.5 6.5 0 0 1 13 0M15.5 4.3a3.5 3.5 0 0 1 0 6.4M18 14.2a6.5 6.5 0 0 1 3.5 5.8',
  reactions: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM8.5 14a4 4 0 0 0 7 0M9 9.5h.01M15 9.5h.01',
  more: 'M4.5 12h1M11.5 12h1M18.5 12h1',
  moderator: 'M12 3l8 3v5c0 5-3 8-8 10-5-2-8-5-8-10V6ZM8.5 12l2.5 2.5 4.5-5',
  room: 'M6 21V4h12v17M3 21h18M14 12h.01',
  remove: 'M10 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM2.5 21a8 8 0 0 1 13-5M16 18h6',
  keyboard: 'M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M18 10h.01M8 14h8',
  send: 'M4 12 20 4l-5 16-4-6ZM11 14l9-10',
  copy: 'M9 9h11v11H9zM15 9V4H4v11h5',
  check: 'm4 12 5 6L20 6',
  warning: 'M12 4 2.5 20h19ZM12 10v4M12 17h.01',
  chat: 'M4 5h16v11H10l-4 4v-4H4zM8 9h8M8 12h5',
  settings: 'M4 7h9M17 7h3M15 5v4M4 12h3M11 12h9M9 10v4M4 17h9M17 17h3M15 15v4',
  sound: 'M4 9v6h4l5 4V5L8 9H4ZM16 9a4 4 0 0 1 0 6M18.5 6.5a8 8 0 0 1 0 11',
  globe: 'M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0ZM3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18',
} as const;

export type IconName = keyof typeof paths;

/** Decoration only: whatever it says must be said in words beside it. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
