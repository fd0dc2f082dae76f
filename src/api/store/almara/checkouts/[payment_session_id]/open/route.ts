/** The better name of the same door: not every page that it opens is a second try. */
export { POST } from "../retry/route"
