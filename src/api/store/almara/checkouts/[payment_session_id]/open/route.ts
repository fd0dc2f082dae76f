/** The better name of the same endpoint: not every page that it opens is a second try. */
export { POST } from "../retry/route"
