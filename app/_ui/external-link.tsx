import type { ReactNode } from 'react'

/** The address as a web address, or null: a listing may hold anything, and only http and https are followed. */
export function webAddress(text: string | null): string | null {
  if (!text) return null
  const candidate = /^https?:\/\//i.test(text) ? text : `https://${text}`
  try {
    const url = new URL(candidate)
    return url.hostname.includes('.') ? url.href : null
  } catch {
    return null
  }
}

/** A link to somebody else's site, which does not learn which page it was followed from. */
export function ExternalLink(props: { href: string; children: ReactNode; className?: string }) {
  return (
    <a
      href={props.href}
      rel="noreferrer nofollow"
      className={props.className ?? 'inline-flex min-h-target items-center'}
    >
      {props.children}
    </a>
  )
}
