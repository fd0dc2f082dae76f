/**
 * Which specs a change in a place is tried with. The longest place that begins the file's path counts. A name is that of a
 * spec in `integration-tests`; what ends with a slash is a folder of unit specs, beside those that import the file.
 * A store that is booted runs all of src: these are the specs whose subject the place is, and `npm test` runs the others.
 */
export const TABLE: Record<string, string> = {
  "src/admin/": "admin-status",
  "src/api/": "admin-endpoints callback-endpoint resolved-money storefront-endpoints",
  "src/api/guard-mark-as-paid": "balance-scenarios",
  "src/api/admin/":
    "admin-accepting admin-checkouts admin-endpoints admin-export admin-held admin-roles admin-settlement admin-status",
  "src/api/checkout/": "callback-endpoint inbox-committed return-endpoint untrusted-callers",
  "src/api/store/": "docs-example storefront-endpoints",
  "src/config.ts": "bad-input first-order",
  "src/core/":
    "callback-endpoint end-to-end order-lines outcomes.order-first outcomes.pay-first secret-rotation secrets",
  "src/jobs/": "check-slots abandoned-order one-clock own-timer processes reconcile-many",
  "src/modules/": "attention callback-endpoint ledger-settling outcomes.order-first reconcile-many",
  "src/modules/almara/reports/checkout-filter": "admin-checkouts admin-export",
  "src/modules/almara/migrations/": "version-before",
  "src/modules/almara/ledger/attention": "attention both-books",
  "src/modules/almara/jobs/books": "attacked-orders both-books",
  "src/modules/almara/jobs/changed-orders": "attacked-orders balance",
  "src/modules/almara/orders/doubled-transactions": "balance-races",
  "src/modules/almara/jobs/due-checkouts": "check-slots reconcile-many",
  "src/modules/almara/inbox/group-commit": "inbox-committed inbox-groups",
  "src/modules/almara/inbox/": "callback-endpoint inbox-committed inbox-groups kept-orders processes wrong-clock",
  "src/modules/almara/jobs/job-runs": "check-slots job-runs one-clock own-timer processes reconcile-many wrong-clock",
  "src/modules/almara/orders/kept-orders": "abandoned-order kept-orders late-money cancellation",
  "src/modules/almara/ledger/":
    "attention crash-at-each-step kept-orders ledger-settling one-clock outcomes.order-first outcomes.pay-first resolved-money two-servers wrong-clock",
  "src/modules/almara/setup/options": "bad-input secret-rotation",
  "src/modules/almara/orders/": "cancellation kept-orders",
  "src/modules/almara/orders/held-money": "balance-scenarios",
  "src/modules/almara/orders/order-sums": "balance kept-orders balance-races",
  "src/modules/almara/orders/own-cart": "abandoned-order kept-orders cancellation",
  "src/modules/almara/orders/promotion-usage": "released-order",
  "src/modules/almara/reports/": "admin-settlement admin-status",
  "src/modules/almara/reports/settlement": "admin-settlement",
  "src/modules/almara/jobs/abandoned-orders": "attacked-orders attention late-money late-rollback late-rollback.redis",
  "src/providers/":
    "bad-input first-order end-to-end end-to-end.pay-first order-lines resolved-money storefront-endpoints",
  "src/storefront/": "first-order storefront-endpoints",
  "src/subscribers/": "attention end-to-end late-money rolled-back-order",
  "src/telemetry/": "secrets telemetry",
  "src/workflows/": "end-to-end outcomes.order-first",
  "src/use-cases/": "attention end-to-end late-money outcomes.order-first outcomes.pay-first rolled-back-order",
  "src/use-cases/reconcile/own-timer": "redis-data-loss.redis own-timer",
  "src/use-cases/reconcile/prune-job": "own-timer",
  "src/use-cases/admin/":
    "admin-accepting admin-checkouts admin-endpoints admin-export admin-held admin-settlement admin-status",
  "src/use-cases/reconcile/announce-attention": "attention both-books",
  "src/use-cases/settle/announcement": "captured-event.redis outcomes.order-first",
  "src/use-cases/medusa/book-once": "model balance-races",
  "src/use-cases/callbacks/workers": "inbox-groups processes telemetry",
  "src/use-cases/medusa/cancel-unpaid-order":
    "attacked-orders released-order abandoned-order end-to-end outcomes.order-first cancellation",
  "src/use-cases/medusa/cart-like": "released-order",
  "src/use-cases/medusa/capture-on-order":
    "capture-equivalence captured-event.redis crash-at-each-step outcomes.order-first",
  "src/use-cases/reconcile/compare-books": "attacked-orders both-books balance-races",
  "src/use-cases/reconcile/compare-order": "attacked-orders balance balance-races balance-scenarios",
  "src/use-cases/medusa/complete-cart":
    "end-to-end.pay-first outcomes.pay-first rolled-back-order late-rollback.redis two-servers",
  "src/use-cases/medusa/expire-in-medusa": "late-money outcomes.order-first cancellation",
  "src/use-cases/medusa/unlink-rolled-back-orders": "late-rollback late-rollback.redis",
  "src/use-cases/medusa/give-back": "released-order",
  "src/use-cases/medusa/may-cancel": "abandoned-order released-order kept-orders cancellation",
  "src/use-cases/settle/mismatch": "end-to-end.both-placements outcomes.order-first outcomes.pay-first",
  "src/use-cases/medusa/order-of-nothing": "released-order end-to-end.pay-first",
  "src/use-cases/admin/paid-otherwise": "model cancellation",
  "src/use-cases/callbacks/receive-callback":
    "callback-endpoint end-to-end.both-placements inbox-committed untrusted-callers",
  "src/use-cases/reconcile/reconcile-due": "check-slots one-clock reconcile-many processes",
  "src/use-cases/admin/accept-held": "admin-accepting admin-held attention balance-scenarios resolved-money",
  "src/use-cases/admin/held-fit": "admin-accepting admin-held balance-scenarios",
  "src/use-cases/admin/resolve-held": "admin-accepting admin-held attention resolved-money",
  "src/use-cases/medusa/line-up-collections": "balance balance-races balance-scenarios",
  "src/use-cases/medusa/payable-session": "admin-accepting balance balance-scenarios",
  "src/use-cases/shopper/retry-checkout": "balance balance-scenarios storefront-endpoints",
  "src/use-cases/shopper/handle-return": "return-endpoint storefront-endpoints",
  "src/use-cases/order-events/hold-canceled-order": "attention medusa-snapshot",
  "src/use-cases/medusa/snapshot":
    "balance capture-equivalence crash-at-each-step outcomes.order-first medusa-snapshot",
  "src/use-cases/settle/":
    "capture-equivalence end-to-end end-to-end.both-placements late-money model outcomes.order-first outcomes.pay-first two-servers way-to-the-capture",
  "src/use-cases/reconcile/show-what-is-stuck": "both-books late-money",
  "src/use-cases/shopper/start-over": "released-order end-to-end.pay-first",
  "src/use-cases/settle/steps/":
    "crash-at-each-step end-to-end.both-placements model outcomes.order-first outcomes.pay-first two-servers",
  "src/use-cases/reconcile/sweep-orders": "attention abandoned-order late-money late-rollback",
  "src/use-cases/admin/with-lease": "crash-at-each-step one-clock processes two-servers many-processes.redis",
  "src/use-cases/shopper/view-checkout": "admin-held balance-scenarios secrets storefront-endpoints",
  "src/use-cases/callbacks/process-callback": "callback-endpoint inbox-groups processes",
  "simulator/": "callback-endpoint docs-example return-endpoint",
  "scripts/": "",
  "scripts/demo/": "demo first-order",
  "scripts/way/": "way-to-the-capture",
  "support/": "demo docs-example first-order support/",
  "examples/": "first-order docs-example",
  "medusa-config.ts": "bad-input processes many-processes.redis scripts/docs/",
  "package.json": "docs-example scripts/",
  "package-lock.json": "docs-example scripts/pack/",
  "jest.config.js": "docs-example scripts/",
  ".ci/": "scripts/",
  ".github/": "scripts/",
  "bench/": "",
  "docs/": "scripts/docs/ scripts/pack/",
  "README.md": "scripts/docs/ scripts/pack/ examples/",
  "CHANGELOG.md": "scripts/docs/ scripts/pack/",
  "CONTRIBUTING.md": "scripts/docs/",
  "SECURITY.md": "scripts/docs/",
  LICENSE: "",
  ".gitignore": "",
  ".dependency-cruiser.js": "",
  "eslint.config.js": "",
}

/** What a change in none of these places is tried with: a payment, and the ways to it. */
export const OTHERWISE = "callback-endpoint docs-example outcomes.order-first"

/** What shows a change in a place and is no spec of these projects; it is said, and left to the person. */
export const BESIDE: Record<string, string> = {
  "src/admin/": "npm run test:browser",
  "src/storefront/": "npm run test:browser",
  "simulator/views/": "npm run test:browser -- --testPathPattern simulator",
  "integration-tests/browser/": "npm run test:browser",
  "integration-tests/chaos/": "npm run test:chaos -- --small",
  "bench/": "npm run bench -- --size 0.1",
  "scripts/deno/": "npm run test:deno",
  "scripts/pack/": "npm run test:pack -- --only node20",
  "eslint.config.js": "npm run lint",
  ".dependency-cruiser.js": "npm run lint",
}
