const Sequencer = require("@jest/test-sequencer").default

/**
 * What takes longest on two cores, in this order. Begun last, it would run on when the other worker has nothing left.
 */
const LONGEST = [
  "crash-at-each-step",
  "admin.browser",
  "admin-page-states.browser",
  "shopper.browser",
  "roles.browser",
  "many-processes",
  "balance-scenarios",
  "model",
  "bad-input",
  "released-order",
  "late-money",
  "end-to-end.both-placements",
  "return-endpoint",
  "one-clock",
]

/** Jest itself knows how long a file took only where it has run before. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const placeOf = ({ path }) => {
      const place = LONGEST.findIndex((name) => path.includes(`/${name}.`))
      return place < 0 ? LONGEST.length : place
    }
    return [...super.sort(tests)].sort((one, other) => placeOf(one) - placeOf(other))
  }
}
