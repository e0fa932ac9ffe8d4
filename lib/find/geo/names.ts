const SHORT: Readonly<Record<string, string>> = { saint: 'st', sainte: 'ste', fort: 'ft', mount: 'mt' }

/**
 * The form in which place names are compared: no case, accents, dots or apostrophes; hyphens as spaces;
 * "Saint", "Fort" and "Mount" as they are most often shortened. "St. Mary's" and "Saint Marys" meet.
 */
export function foldName(name: string): string {
  let folded = name.toLowerCase()
  // Nearly every name is plain letters: 30,000 of them are folded when the tables load.
  if (!/^[a-z ]*$/.test(folded)) {
    folded = folded
      .normalize('NFKD')
      .replace(/[\u0300-\u036f.'’ʻ`]/g, '')
      .replace(/[-–—_/\s]+/g, ' ')
  }
  folded = folded.trim()
  return /\b(?:sainte?|fort|mount)\b/.test(folded)
    ? folded.replace(/\b(?:sainte?|fort|mount)\b/g, (word) => SHORT[word] ?? word)
    : folded
}
