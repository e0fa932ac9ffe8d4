/** Line drawings on a grid of 24, made for Handrail. They decorate words and never replace them. */
const PATHS = {
  chevron: 'M9 5l7 7-7 7',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l5 5',
  phone:
    'M5 4h4l2 5-2.5 1.8a12 12 0 0 0 4.7 4.7L15 13l5 2v4a1.5 1.5 0 0 1-1.6 1.5C10.5 20 4 13.5 3.5 5.6A1.5 1.5 0 0 1 5 4z',
  message: 'M4 5h16v11H10l-5 4v-4H4z',
  pin: 'M12 21s-7-6.2-7-11.5a7 7 0 0 1 14 0C19 14.8 12 21 12 21zM12 7.2a2.4 2.4 0 1 0 0 4.8 2.4 2.4 0 0 0 0-4.8z',
  clock: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 7.5V12l3.2 2',
  globe:
    'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM3.5 12h17M12 3.5c-5 5-5 12 0 17M12 3.5c5 5 5 12 0 17',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  question: 'M8.8 9a3.3 3.3 0 1 1 4.7 3c-1 .5-1.5 1.2-1.5 2.3M12 17.8v.1',
  cross: 'M6 6l12 12M18 6L6 18',
  warning: 'M12 4L2.8 20h18.4zM12 10v4.5M12 17v.1',
  exit: 'M14 5H5v14h9M10 12h11M17 8l4 4-4 4',
  arrow: 'M4 12h16M14 6l6 6-6 6',
  calendar: 'M4 6h16v14H4zM4 10.5h16M8.5 3.5v4M15.5 3.5v4',
  paper: 'M6 3.5h8l4.5 4.5V20.5H6zM14 3.5V8h4.5M9 12.5h6M9 16h6',
  print: 'M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z',
  map: 'M3.5 6l5.7-2 5.6 2 5.7-2v14l-5.7 2-5.6-2-5.7 2zM9.2 4v14M14.8 6v14',
  list: 'M8.5 6H20M8.5 12H20M8.5 18H20M4 6v.1M4 12v.1M4 18v.1',
  person: 'M12 4a3.7 3.7 0 1 0 0 7.4A3.7 3.7 0 0 0 12 4zM4.5 20c.6-4 3.6-6 7.5-6s6.9 2 7.5 6',
  food: 'M4 11h16a8 8 0 0 1-16 0zM8 19.5h8M9 8c-1-1.5 1-2.5 0-4M13 8c-1-1.5 1-2.5 0-4',
  housing: 'M3.5 11.5L12 4l8.5 7.5M6 10v10h12V10M10 20v-6h4v6',
  utilities: 'M13 3L5.5 13.5H12L11 21l7.5-10.5H12z',
  money: 'M3 6.5h18v11H3zM12 9.3a2.7 2.7 0 1 0 0 5.4 2.7 2.7 0 0 0 0-5.4zM6.3 12v.1M17.7 12v.1',
  goods: 'M8.5 4L3.5 7l2 4 2-1v10h9V10l2 1 2-4-5-3c-.6 1.7-1.8 2.5-3.5 2.5S9.1 5.7 8.5 4z',
  transport: 'M5 5h14v12H5zM5 11.5h14M7.5 17v2.5M16.5 17v2.5M8.5 14.3v.1M15.5 14.3v.1',
  work: 'M3.5 8h17v11.5h-17zM9 8V5h6v3M3.5 13h17',
  education: 'M2.5 9L12 5l9.5 4-9.5 4zM6.5 11v5c3 2.5 8 2.5 11 0v-5M21.5 9v6',
  legal: 'M12 4v16M7 20h10M5 7h14M5 7l-2.5 7h5zM19 7l-2.5 7h5z',
  safety: 'M12 3.5l7.5 2.7v5.3c0 4.5-3 7.6-7.5 9-4.5-1.4-7.5-4.5-7.5-9V6.2zM8.5 12l2.5 2.5 4.5-4.8',
  mental: 'M12 20.5c-5-3.3-8.5-6.5-8.5-10.6A4.4 4.4 0 0 1 12 8a4.4 4.4 0 0 1 8.5 1.9c0 4.1-3.5 7.3-8.5 10.6z',
  substance: 'M9 3.5h6M10 3.5V9l-4.7 8.5A2 2 0 0 0 7 20.5h10a2 2 0 0 0 1.7-3L14 9V3.5M7.8 14h8.4',
  health: 'M9.5 4h5v5.5H20v5h-5.5V20h-5v-5.5H4v-5h5.5z',
  family:
    'M8 5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM16.5 8.5a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM3 20c.3-4.5 2-7 5-7s4.7 2.5 5 7M13.8 15.5c3.9-1.5 6.7.5 7.2 4.5',
  aging:
    'M10 3.5a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4zM8 20.5l1.5-6L8 12l1-4h2.5l2 3.5h3M12 14.5l1.5 6M17.5 11.5v9',
  disability:
    'M11 3a1.7 1.7 0 1 0 0 3.4A1.7 1.7 0 0 0 11 3zM11 8v6.5h5l2.5 5M11 10.5h4.5M8.5 11.5a5 5 0 1 0 6.3 6.3',
  community:
    'M12 4a2.6 2.6 0 1 0 0 5.2A2.6 2.6 0 0 0 12 4zM5 8.5a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM19 8.5a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM7.5 20c.3-5 1.9-7.5 4.5-7.5s4.2 2.5 4.5 7.5M2.5 19c.2-2.8 1-4.5 3-4.5M21.5 19c-.2-2.8-1-4.5-3-4.5',
} as const

export type IconName = keyof typeof PATHS

export function isIcon(name: string): name is IconName {
  return name in PATHS
}

export function Icon(props: { name: IconName; className?: string }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      className={props.className ?? 'size-5 shrink-0'}
    >
      <path d={PATHS[props.name]} />
    </svg>
  )
}
