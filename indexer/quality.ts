import { parseArgs } from 'node:util'
import { type ExtractionFigures, measureExtraction } from '#find/eligibility/quality/measure.ts'
import { measureNeeds } from '#find/taxonomy/quality.ts'

/** `npm run quality [-- --json]`: the quality figures on the golden cases that are at hand. */
const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } })

const figures = { extraction: measureExtraction(), needs: measureNeeds() }

const share = (value: number | null) => (value === null ? '   - ' : value.toFixed(3))

function line(name: string, { precision, recall, score, harm, texts, labels }: ExtractionFigures): void {
  console.log(
    `  ${name.padEnd(34)} precision ${share(precision)}  recall ${share(recall)}  score ${share(score)}` +
      `  harm ${(harm * 100).toFixed(1)} %  (${texts} texts, ${labels} labels)`,
  )
}

if (values.json) console.log(JSON.stringify(figures))
else {
  for (const { set, rules, sure, parts, microseconds, errors } of figures.extraction) {
    console.log(`Eligibility prose, ${set} (${microseconds} µs a text)`)
    line('everything said', rules)
    line('what may rule out', sure)
    for (const [name, part] of Object.entries(parts)) line(`${name}, everything said`, part.rules)
    for (const [field, { right, wrong, missing }] of Object.entries(rules.byField)) {
      console.log(`  ${field.padEnd(34)} ${right} right, ${wrong} wrong, ${missing} missing`)
    }
    if (errors.length > 0) console.log(`  ${errors.join('; ')}`)
  }
  for (const { set, labelled, precision, recall, covered } of figures.needs) {
    console.log(
      `Needs of services, ${set}: precision ${share(precision)}, recall ${share(recall)}, covered ${share(covered)} (${labelled} labelled)`,
    )
  }
  if (figures.extraction.length === 1) {
    console.log(
      'The shared feeds and golden cases are not beside the repository: only our own were measured.',
    )
  }
}
