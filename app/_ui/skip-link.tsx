/** The first stop of the Tab key: past the head of the page to what it is about. Every page's main is `#main`. */
export function SkipLink(props: { children: string }) {
  return (
    <a
      href="#main"
      className="sr-only z-10 bg-ink px-4 py-3 font-semibold text-white focus:not-sr-only focus:absolute focus:start-2 focus:top-2"
    >
      {props.children}
    </a>
  )
}
