import { defineRouteConfig } from "@medusajs/admin-sdk"
import { CreditCard } from "@medusajs/icons"
import { Button, Container, Heading, Text } from "@medusajs/ui"
import { ConfigurationSection } from "../../../components/configuration-section"
import { ConnectionSection } from "../../../components/connection-section"
import { LanguageSection } from "../../../components/language-section"
import { SettlementSection } from "../../../components/settlement-section"
import { Failure, Loading } from "../../../components/states"
import { WorkSection } from "../../../components/work-section"
import { useStatus } from "../../../lib/status"
import { useWords } from "../../../lib/words"

/** How the connection to Almara is doing, and what it is configured with. */
const AlmaraSettingsPage = () => {
  const { t } = useWords()
  const { data, isPending, isFetching, isError, error, refetch } = useStatus()
  return (
    <div className="flex flex-col gap-y-3" data-almara>
      <Container className="flex flex-wrap items-center justify-between gap-2 px-6 py-4">
        <div>
          <Heading level="h1">{t("name")}</Heading>
          <Text size="small" className="text-ui-fg-subtle">
            {t("settings.subtitle")}
          </Text>
        </div>
        <Button size="small" variant="secondary" isLoading={isFetching && !isPending} onClick={() => refetch()}>
          {t("settings.refresh")}
        </Button>
      </Container>
      {isPending || isError ? <Container className="p-0">{isPending ? <Loading rows={12} /> : <Failure error={error} onRetry={refetch} />}</Container> : null}
      {data ? (
        <>
          <ConnectionSection status={data.status} mayChange={data.may_change} />
          <WorkSection status={data.status} />
          <SettlementSection />
          <LanguageSection />
          <ConfigurationSection configuration={data.status.configuration} />
        </>
      ) : null}
    </div>
  )
}

export const config = defineRouteConfig({ label: "title", translationNs: "almara", icon: CreditCard })

export const handle = { breadcrumb: () => "Almara" }

export default AlmaraSettingsPage
