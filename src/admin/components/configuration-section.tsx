import { Button, Container, Heading } from "@medusajs/ui"
import { useState } from "react"
import { useWords } from "../lib/words"
import { SettingRow } from "./setting-row"

/**
 * Every option as it is in force, also what is not set; secrets are masked by the server. Long, so it is closed at
 * first.
 */
export const ConfigurationSection = ({ configuration }: { configuration: Record<string, unknown> }) => {
  const { t } = useWords()
  const [isOpen, setIsOpen] = useState(false)
  return (
    <Container className="divide-y p-0">
      <div className="flex items-center justify-between gap-2 px-6 py-4">
        <Heading level="h2">{t("settings.configuration")}</Heading>
        <Button size="small" variant="secondary" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          {t(isOpen ? "settings.hide" : "settings.show")}
        </Button>
      </div>
      {isOpen ? (
        <dl className="divide-y">
          {Object.entries(configuration).map(([name, value]) => (
            <SettingRow key={name} label={name}>
              {value === undefined || value === null ? (
                <span className="text-ui-fg-subtle">{t("settings.notSet")}</span>
              ) : (
                <span className="break-all">{[value].flat().join(", ")}</span>
              )}
            </SettingRow>
          ))}
        </dl>
      ) : null}
    </Container>
  )
}
