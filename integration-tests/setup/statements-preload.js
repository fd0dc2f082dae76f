// Loaded into a store's process by specs only: each answer says in a header by how many statements of SQL it came.
const { AsyncLocalStorage } = require("node:async_hooks")
const { Server, ServerResponse } = require("node:http")
const { Client } = require("pg")

const requests = new AsyncLocalStorage()

const { emit } = Server.prototype
Server.prototype.emit = function (event, ...args) {
  if (event !== "request") return emit.call(this, event, ...args)
  const request = { statements: 0 }
  args[1].ofSpec = request
  return requests.run(request, () => emit.call(this, event, ...args))
}

const { query } = Client.prototype
Client.prototype.query = function (...args) {
  const request = requests.getStore()
  if (request) request.statements += 1
  return query.apply(this, args)
}

const { writeHead } = ServerResponse.prototype
ServerResponse.prototype.writeHead = function (...args) {
  this.setHeader("x-spec-statements", String(this.ofSpec?.statements))
  return writeHead.apply(this, args)
}
