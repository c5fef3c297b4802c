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
