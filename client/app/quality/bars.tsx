/**
 * Three bars, as phones show a signal. What they mean is said in words beside them.
 */
export function Bars({ count }: { count: 0 | 1 | 2 | 3 }) {
  return (
    <svg class={`bars bars-${count}`} viewBox="0 0 24 24" aria-hidden="true">
      {[1, 2, 3].map(bar => (
        <rect
          key={bar}
          class={bar <= count ? 'full' : undefined}
          x={bar * 7 - 4}
          y={20 - bar * 5}
          width="5"
          height={bar * 5}
          rx="1"
        />
      ))}
      {count === 0 && <path d="M3 4l7 7M10 4l-7 7" />}
    </svg>
  );
}
