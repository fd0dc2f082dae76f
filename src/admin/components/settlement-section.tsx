import { Button, Container, Heading, Select, Text } from "@medusajs/ui"
import { useState } from "react"
import { STATISTICS_DAYS } from "../../core/views/admin/statistics"
import { useCheckedSettlement, useSettlement } from "../lib/status"
import { useWords } from "../lib/words"
import { SettlementDays, SettlementDifferences } from "./settlement-tables"
import { Empty, Failure, Loading } from "./states"

/**
 * What Almara confirmed against what Medusa captured, per day; the differences are listed. Almara is asked only by the
 * button.
 */
export const SettlementSection = () => {
  const { t, time } = useWords()
  const [days, setDays] = useState<number>(7)
  const written = useSettlement(days)
  const checked = useCheckedSettlement()
  const isChecked = checked.data !== undefined || checked.isError
  const { data, isError, error } = isChecked ? checked : written
  const report = isError ? undefined : data?.report
  const isOld = checked.isPending || (!isChecked && written.isPlaceholderData)

  const choose = (value: string) => {
    checked.reset()
    setDays(Number(value))
  }

  return (
    <Container className="divide-y p-0">
      <div className="flex flex-col gap-3 px-6 py-4">
        <div className="flex flex-wrap items-center justify-between gap-2">
          <Heading level="h2">{t("settings.settlement")}</Heading>
          <div className="flex items-center gap-x-2">
            <Select size="small" value={String(days)} onValueChange={choose} disabled={checked.isPending}>
              <Select.Trigger aria-label={t("chart.span")}>
                <Select.Value />
              </Select.Trigger>
              <Select.Content>
                {STATISTICS_DAYS.map((span) => (
                  <Select.Item key={span} value={String(span)}>
                    {t("chart.days", { count: span })}
                  </Select.Item>
                ))}
              </Select.Content>
            </Select>
            {report?.may_check === false ? null : (
              <Button
                size="small"
                variant="secondary"
                className="shrink-0 text-nowrap"
                isLoading={checked.isPending}
                onClick={() => checked.mutate(days)}
              >
                {t("settings.check")}
              </Button>
            )}
          </div>
        </div>
        <Text size="small" className="text-ui-fg-subtle">
          {t("settings.settlementText")}
        </Text>
        {report?.checked ? (
          <Text size="small" role="status">
            {t("settings.checked", report.checked)}
          </Text>
        ) : null}
        {report?.is_cut ? (
          <Text size="small" className="text-ui-fg-error">
            {t("settings.cut", { when: time(report.from) })}
          </Text>
        ) : null}
      </div>
      {!isChecked && written.isPending ? <Loading rows={4} /> : null}
      {isError ? (
        <Failure error={error} onRetry={() => (isChecked ? checked.mutate(days) : written.refetch())} />
      ) : null}
      {report ? (
        <div aria-busy={isOld} className={`divide-y transition-opacity ${isOld ? "opacity-50" : ""}`}>
          {report.days.length === 0 ? <Empty>{t("settings.noPayments")}</Empty> : <SettlementDays days={report.days} />}
          <SettlementDifferences report={report} />
        </div>
      ) : null}
    </Container>
  )
}
