import { Container, Heading } from "@medusajs/ui"
import { useWords } from "../lib/words"
import { SettingRow } from "./setting-row"

/** The options in force, as they were read at the start; secrets are masked by the server. */
export const ConfigurationSection = ({ configuration }: { configuration: Record<string, unknown> }) => {
  const { t } = useWords()
  return (
    <Container className="divide-y p-0">
      <div className="px-6 py-4">
        <Heading level="h2">{t("settings.configuration")}</Heading>
      </div>
      <dl className="divide-y">
        {Object.entries(configuration).map(([name, value]) => (
          <SettingRow key={name} label={name}>
            {value === undefined || value === null ? <span className="text-ui-fg-subtle">{t("settings.notSet")}</span> : [value].flat().join(", ")}
          </SettingRow>
        ))}
      </dl>
    </Container>
  )
}
