/** The mark: a rail that climbs on two posts, and the name beside it. */
export function Brand(props: { name: string }) {
  return (
    <span className="inline-flex items-center gap-2.5 font-display text-xl font-bold">
      <svg aria-hidden="true" viewBox="0 0 32 32" className="size-8 shrink-0 rtl:-scale-x-100">
        <rect width="32" height="32" rx="7" fill="var(--color-marigold)" />
        <path
          d="M6 21.5h3.5L22 9.5h4.5M11 20.500V26M21 11v15"
          fill="none"
          stroke="var(--color-rail-deep)"
          strokeWidth="3"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      {props.name}
    </span>
  )
}
