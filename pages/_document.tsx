import Document, { Head, Html, Main, NextScript } from 'next/document'
import { DEFAULT_LOCALE, direction, isLocale } from '#base/i18n/locales.ts'

/** The older router's frame, in the language of the address. */
export default class Frame extends Document {
  override render() {
    const asked = String(this.props.__NEXT_DATA__.query.locale ?? '')
    const locale = isLocale(asked) ? asked : DEFAULT_LOCALE
    return (
      <Html lang={locale} dir={direction(locale)}>
        <Head />
        <body>
          <Main />
          <NextScript />
        </body>
      </Html>
    )
  }
}
