import { defineRouteConfig } from "@medusajs/admin-sdk"
import { CreditCard } from "@medusajs/icons"
import { Button, Container, Heading, Text } from "@medusajs/ui"
import { ConfigurationSection } from "../../../components/configuration-section"
import { ConnectionSection } from "../../../components/connection-section"
import { Breadcrumb } from "../../../components/breadcrumb"
import { LanguageSection } from "../../../components/language-section"
import { SettlementSection } from "../../../components/settlement-section"
import { Failure, Loading } from "../../../components/states"
import { WorkSection } from "../../../components/work-section"
import { isForbidden, isSignedOut } from "../../../lib/api-client"
import { useStatus } from "../../../lib/status"
import { useWords } from "../../../lib/words"

/** How the connection to Almara is doing, and what it is configured with. */
const AlmaraSettingsPage = () => {
  const { t, clock } = useWords()
  const { data, dataUpdatedAt, isPending, isFetching, isError, error, refetch } = useStatus()
  const shown = isError ? undefined : data
  // Nothing is looked at again for somebody who may not see it, or is not known any more.
  const isHidden = isForbidden(error) || isSignedOut(error)
  return (
    <div className="flex flex-col gap-y-3" data-almara>
      <Container className="flex flex-wrap items-center justify-between gap-2 px-6 py-4">
        <div>
          <Heading level="h1">{t("name")}</Heading>
          <Text size="small" className="text-ui-fg-subtle">
            {t("settings.subtitle")}
          </Text>
        </div>
        {isHidden ? null : (
          <div className="flex items-center gap-x-3">
            <Text size="small" className="text-ui-fg-subtle" role="status">
              {shown ? t("settings.checkedAt", { when: clock(dataUpdatedAt) }) : null}
            </Text>
            <Button size="small" variant="secondary" isLoading={isFetching && !isPending} onClick={() => refetch()}>
              {t("settings.refresh")}
            </Button>
          </div>
        )}
      </Container>
      <LanguageSection />
      {isPending || isError ? (
        <Container className="p-0">
          {isPending ? <Loading rows={12} /> : <Failure error={error} onRetry={refetch} />}
        </Container>
      ) : null}
      {shown ? <ConnectionSection status={shown.status} mayChange={shown.may_change} /> : null}
      {shown ? <WorkSection status={shown.status} /> : null}
      {shown ? <ConfigurationSection configuration={shown.status.configuration} /> : null}
      {isPending || isHidden ? null : <SettlementSection />}
    </div>
  )
}

export const config = defineRouteConfig({ label: "name", translationNs: "almara", icon: CreditCard })

export const handle = { breadcrumb: () => <Breadcrumb text="name" /> }

export default AlmaraSettingsPage
