import { Button, Container, Heading, Select, Table, Text } from "@medusajs/ui"
import { useState } from "react"
import { Link } from "react-router-dom"
import type { SettlementDay, SettlementDifference } from "../../core/admin-status"
import { STATISTICS_DAYS } from "../../core/admin-statistics"
import { LINK } from "../lib/link"
import { useSettlement } from "../lib/status"
import { useWords } from "../lib/words"
import { Empty, Failure, Loading } from "./states"

/** What Almara confirmed against what Medusa captured, per day; the differences are listed. */
export const SettlementSection = () => {
  const { t } = useWords()
  const [days, setDays] = useState<number>(7)
  const [isAsked, setIsAsked] = useState(false)
  const { data, isPending, isFetching, isError, error, refetch } = useSettlement(days, isAsked)
  const report = data?.report
  return (
    <Container className="divide-y p-0">
      <div className="flex flex-col gap-3 px-6 py-4">
        <div className="flex flex-wrap items-center justify-between gap-2">
          <Heading level="h2">{t("settings.settlement")}</Heading>
          <div className="flex items-center gap-x-2">
            <Select size="small" value={String(days)} onValueChange={(value) => setDays(Number(value))}>
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
            <Button size="small" variant="secondary" className="shrink-0 text-nowrap" isLoading={isAsked && isFetching} onClick={() => (isAsked ? refetch() : setIsAsked(true))}>
              {t("settings.ask")}
            </Button>
          </div>
        </div>
        <Text size="small" className="text-ui-fg-subtle">
          {t("settings.settlementText")}
        </Text>
        {report?.asked ? <Text size="small">{t("settings.asked", report.asked)}</Text> : null}
        {report?.is_cut ? <Text size="small">{t("settings.cut")}</Text> : null}
      </div>
      {isPending ? <Loading rows={4} /> : null}
      {isError ? <Failure error={error} onRetry={refetch} /> : null}
      {report?.days.length === 0 ? <Empty>{t("settings.noPayments")}</Empty> : null}
      {report && report.days.length > 0 ? <Days days={report.days} /> : null}
      {report ? <Differences differences={report.differences} /> : null}
    </Container>
  )
}

const Days = ({ days }: { days: SettlementDay[] }) => {
  const { t, amount } = useWords()
  return (
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label={t("settings.settlement")}>
      <Table>
        <Table.Header>
          <Table.Row>
            <Table.HeaderCell>{t("settings.day")}</Table.HeaderCell>
            <Table.HeaderCell className="text-right">{t("settings.atAlmara")}</Table.HeaderCell>
            <Table.HeaderCell className="text-right">{t("settings.inMedusa")}</Table.HeaderCell>
          </Table.Row>
        </Table.Header>
        <Table.Body>
          {days.map((day) => (
            <Table.Row key={`${day.date}${day.currency_code}`}>
              <Table.Cell className="text-nowrap">{day.date}</Table.Cell>
              <Table.Cell className="text-nowrap text-right tabular-nums">
                {amount(day.almara_amount, day.currency_code)} ({day.almara_count})
              </Table.Cell>
              <Table.Cell className="text-nowrap text-right tabular-nums">
                {amount(day.medusa_amount, day.currency_code)} ({day.medusa_count})
              </Table.Cell>
            </Table.Row>
          ))}
        </Table.Body>
      </Table>
    </div>
  )
}

const Differences = ({ differences }: { differences: SettlementDifference[] }) => {
  const { t, amount, time } = useWords()
  return (
    <div className="flex flex-col gap-y-2 px-6 py-4">
      <Text size="small" leading="compact" weight="plus">
        {t("settings.differences")}
      </Text>
      {differences.length === 0 ? (
        <Text size="small" className="text-ui-fg-subtle">
          {t("settings.noDifferences")}
        </Text>
      ) : null}
      {differences.map((one) => (
        <div key={`${one.kind}${one.checkout_id ?? one.payment_id}`} className="txt-compact-small flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
          <span>
            {one.checkout_id ? (
              <Link to={`/almara/${one.checkout_id}`} className={LINK}>
                {one.checkout_reference}
              </Link>
            ) : (
              one.payment_id
            )}{" "}
            · {t(`settings.differenceKinds.${one.kind}`)} · {time(one.at)}
          </span>
          <span className="text-ui-fg-subtle tabular-nums">
            {one.almara_amount === null ? "–" : amount(one.almara_amount, one.currency_code)} / {one.medusa_amount === null ? "–" : amount(one.medusa_amount, one.currency_code)}
          </span>
        </div>
      ))}
    </div>
  )
}
