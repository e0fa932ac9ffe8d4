import { getTranslations } from 'next-intl/server'
import { Tag } from '#app/_ui/tag.tsx'

/** A listing that nobody vouched for in half a year is called before it is visited. */
export const STALE_DAYS = 180

export function isStale(days: number | null): boolean {
  return days === null || days > STALE_DAYS
}

/** When the listing was last checked, as a tag. */
export async function Freshness(props: { days: number | null }) {
  const t = await getTranslations('find.service')
  return (
    <Tag tone={isStale(props.days) ? 'ask' : 'good'}>
      {props.days === null ? t('freshUnknown') : t('fresh', { days: props.days })}
    </Tag>
  )
}
