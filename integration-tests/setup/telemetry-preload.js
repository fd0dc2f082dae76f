/**
 * Loaded into a store's process by NODE_OPTIONS, as an operator would start an OpenTelemetry SDK: it writes every ended
 * span, and the metrics twice a second, as JSON lines into the file that ALMARA_TELEMETRY_FILE names.
 */
const { appendFileSync } = require("node:fs")
const { NodeSDK, metrics, tracing } = require("@medusajs/framework/opentelemetry/sdk-node")

const file = process.env.ALMARA_TELEMETRY_FILE
const EXPORTED = { code: 0 }
const write = (record) => appendFileSync(file, `${JSON.stringify(record)}\n`)

const spans = {
  export(ended, done) {
    for (const span of ended) {
      const { traceId, spanId } = span.spanContext()
      const { name, attributes, status, events, links, instrumentationScope } = span
      write({
        span: {
          scope: instrumentationScope.name,
          name,
          traceId,
          spanId,
          parent: span.parentSpanContext?.spanId ?? null,
          attributes,
          status,
          events,
          links,
        },
      })
    }
    done(EXPORTED)
  },
  shutdown: () => Promise.resolve(),
}

const measured = {
  export(batch, done) {
    const found = batch.scopeMetrics.flatMap(({ scope, metrics: all }) =>
      all.map(({ descriptor, dataPoints }) => ({
        scope: scope.name,
        name: descriptor.name,
        unit: descriptor.unit,
        dataPoints,
      })),
    )
    write({ metrics: found })
    done(EXPORTED)
  },
  selectAggregationTemporality: () => metrics.AggregationTemporality.CUMULATIVE,
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
}

/** As a store's instrumentation.ts may do it: then there are spans of Medusa's requests as well. */
const byMedusa = () =>
  require("@medusajs/medusa").registerOtel({
    serviceName: "store-of-a-spec",
    exporter: spans,
    instrument: { http: true },
  })

const byItself = () =>
  new NodeSDK({
    serviceName: "store-of-a-spec",
    autoDetectResources: false,
    spanProcessors: [new tracing.SimpleSpanProcessor(spans)],
    metricReaders: [
      new metrics.PeriodicExportingMetricReader({
        exporter: measured,
        exportIntervalMillis: 500,
        exportTimeoutMillis: 400,
      }),
    ],
  }).start()

if (process.env.ALMARA_TELEMETRY_BY_MEDUSA) byMedusa()
else byItself()

// What the store starts would load this as well: Medusa's sender of usage data would load Medusa by it, and start the
// next sender as it ends, without end.
delete process.env.NODE_OPTIONS
