'use client'

import type { ComponentProps, KeyboardEvent } from 'react'
import { TextArea } from '#app/_ui/text-area.tsx'

/** The words of a search: Enter searches, as people expect of a search box; Shift and Enter make a new line. */
export function WordsField(props: ComponentProps<typeof TextArea>) {
  return <TextArea {...props} enterKeyHint="search" onKeyDown={searchOnEnter} />
}

function searchOnEnter(event: KeyboardEvent<HTMLTextAreaElement>): void {
  // While an input method composes, Enter chooses a word.
  if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
  event.preventDefault()
  event.currentTarget.form?.requestSubmit()
}
