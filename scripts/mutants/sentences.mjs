import { declareValuePlugin, PluginKind } from "@stryker-mutator/api/plugin"

/**
 * Words for people decide nothing, and a spec that repeats them proves nothing. A word alone may be a state: it stays.
 */
const sentences = {
  shouldIgnore({ node }) {
    const isSentence =
      (node.type === "StringLiteral" && / /.test(node.value)) ||
      (node.type === "TemplateLiteral" && node.quasis.some(({ value }) => / /.test(value.raw)))
    return isSentence ? "a sentence for people" : undefined
  },
}

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, "sentences", sentences)]
