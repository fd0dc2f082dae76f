import { Container, Heading, Select, Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import type languages from "../i18n"
import { useWords } from "../lib/words"

/** Each language by its own name, so that who speaks it finds it. */
const NAMES = { en: "English", sw: "Kiswahili", fr: "Français" } as const satisfies Record<
  keyof typeof languages,
  string
>

/**
 * Medusa's own menu offers only the languages that Medusa speaks itself, and Swahili is not among them: it is chosen
 * here.
 */
export const LanguageSection = () => {
  const { t } = useWords()
  const { i18n } = useTranslation()
  return (
    <Container className="flex flex-wrap items-center justify-between gap-3 px-6 py-4">
      <div>
        <Heading level="h2">{t("language.title")}</Heading>
        <Text size="small" className="text-ui-fg-subtle">
          {t("language.hint")}
        </Text>
      </div>
      <div className="w-40">
        <Select size="small" value={i18n.language} onValueChange={(language) => void i18n.changeLanguage(language)}>
          <Select.Trigger aria-label={t("language.title")}>
            <Select.Value placeholder={i18n.language} />
          </Select.Trigger>
          <Select.Content>
            {Object.entries(NAMES).map(([language, name]) => (
              <Select.Item key={language} value={language}>
                {name}
              </Select.Item>
            ))}
          </Select.Content>
        </Select>
      </div>
    </Container>
  )
}
