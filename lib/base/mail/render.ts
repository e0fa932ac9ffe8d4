import { direction, LOCALES, type Locale } from '../i18n/locales.ts'
import { translator } from '../i18n/translate.ts'
import type { Letter, MailTemplate, MailValues } from './model.ts'

export function isMailLocale(text: string): text is Locale {
  return (LOCALES as readonly string[]).includes(text)
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

/** Words of the message files, as plain text and as the same in simple HTML: no picture, no counter, nothing fetched. */
export function renderMail(mail: {
  to: string
  template: MailTemplate
  locale: Locale
  values: MailValues
  link?: string | undefined
}): Letter {
  const t = translator(mail.locale)
  const say = (part: string) => t(`mail.${mail.template}.${part}`, mail.values)
  const paragraphs = say('body').split('\n').filter(Boolean)
  const footer = t('mail.footer')
  const button = mail.link ? say('button') : undefined
  const { aside, asideLink } = mail.values
  const second =
    aside && asideLink ? { words: t(`mail.${aside}`, mail.values), link: String(asideLink) } : null
  const text = [
    ...paragraphs,
    ...(button ? [`${button}:\n${mail.link}`] : []),
    '--',
    ...(second ? [`${second.words}\n${second.link}`] : []),
    footer,
  ].join('\n\n')
  const html = [
    `<!doctype html><html lang="${mail.locale}" dir="${direction(mail.locale)}"><body style="font:16px/1.5 sans-serif;max-width:36em">`,
    ...paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`),
    ...(button && mail.link
      ? [
          `<p><a href="${escapeHtml(mail.link)}" style="display:inline-block;padding:12px 20px;background:#0b5d5e;color:#fff;text-decoration:none;border-radius:6px">${escapeHtml(button)}</a></p><p style="word-break:break-all">${escapeHtml(mail.link)}</p>`,
        ]
      : []),
    '<hr>',
    ...(second
      ? [
          `<p style="color:#555">${escapeHtml(second.words)} <a href="${escapeHtml(second.link)}" style="word-break:break-all">${escapeHtml(second.link)}</a></p>`,
        ]
      : []),
    `<p style="color:#555">${escapeHtml(footer)}</p></body></html>`,
  ].join('\n')
  return { to: mail.to, subject: say('subject'), text, html }
}

/** The same as a text message: one neutral sentence and the link. */
export function renderText(mail: Parameters<typeof renderMail>[0]): string {
  const sentence = translator(mail.locale)(`mail.${mail.template}.text`, mail.values)
  return mail.link ? `${sentence} ${mail.link}` : sentence
}
