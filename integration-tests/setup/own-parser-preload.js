// Loaded into a store's process by specs only: the store has a parser of its own before everything, as many stores do.
// Who sends `x-keep-raw-body` meets one that keeps the bytes, where Medusa's `preserveRawBody` does, and leaves nothing
// else.
const express = require("express")
const { onFirstLoad } = require("./on-load")

const parser = express.json()
const keeper = express.json({
  verify: (req, _res, bytes) => {
    req.rawBody = bytes
  },
})
const keepBytes = (req, res, next) =>
  keeper(req, res, (error) => {
    delete req.body
    next(error)
  })

onFirstLoad("framework/dist/http/middleware-file-loader.js", ({ MiddlewareFileLoader }) => {
  const original = MiddlewareFileLoader.prototype.getMiddlewares
  MiddlewareFileLoader.prototype.getMiddlewares = function () {
    const handler = (req, res, next) => (req.headers["x-keep-raw-body"] ? keepBytes : parser)(req, res, next)
    return [{ matcher: "/*", handler }, ...original.call(this)]
  }
})
