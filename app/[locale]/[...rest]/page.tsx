import { notFound } from 'next/navigation'

/** Every address that no other page has: said in the reader's language. */
export default function Missing(): never {
  notFound()
}
