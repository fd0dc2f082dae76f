/**
 * Keeps the parts of a page that are marked `data-live` as the server shows them now. Only what differs is replaced, and
 * rows with `data-key` stay the nodes they are: neither the focus nor the place in the page is lost. What has changed
 * is said once in the page's status line. Without scripts the page is as good, and reloaded by hand.
 */
export const liveScript = `
(() => {
  const every = 2000
  const spoken = document.getElementById("spoken")
  const keysOf = (element) => [...element.children].map((child) => child.dataset.key)

  function update(current, fresh) {
    if (current.isEqualNode(fresh)) return
    if (current.nodeType !== 1 || current.nodeName !== fresh.nodeName) return current.replaceWith(fresh)
    for (const name of current.getAttributeNames()) if (!fresh.hasAttribute(name)) current.removeAttribute(name)
    for (const name of fresh.getAttributeNames()) if (current.getAttribute(name) !== fresh.getAttribute(name)) current.setAttribute(name, fresh.getAttribute(name))
    const keyed = keysOf(fresh).some(Boolean) && keysOf(current).some(Boolean)
    keyed ? updateRows(current, fresh) : updateChildren(current, fresh)
  }

  function updateChildren(current, fresh) {
    const [olds, news] = [[...current.childNodes], [...fresh.childNodes]]
    news.forEach((node, index) => olds[index] ? update(olds[index], node) : current.append(node))
    olds.slice(news.length).forEach((node) => node.remove())
  }

  function updateRows(current, fresh) {
    const known = new Map([...current.children].map((child) => [child.dataset.key, child]))
    const wanted = new Set(keysOf(fresh))
    for (const [key, child] of known) if (!wanted.has(key)) child.remove()
    let place = current.firstElementChild
    for (const row of [...fresh.children]) {
      const old = known.get(row.dataset.key)
      if (!old) current.insertBefore(row, place)
      else {
        if (old === place) place = place.nextElementSibling
        else current.insertBefore(old, place)
        update(old, row)
      }
    }
  }

  async function refresh() {
    if (document.hidden) return
    let answer
    try {
      answer = await fetch(location.href, { headers: { accept: "text/html" } })
    } catch (error) {
      return say("The simulator does not answer. It is asked again.")
    }
    if (!answer.ok) return say("The simulator was started anew, or has a fault: reload the page.")
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html")
    for (const part of document.querySelectorAll("[data-live]")) {
      const now = fresh.getElementById(part.id)
      if (!now) continue
      if (part.dataset.summary !== now.dataset.summary) say(now.dataset.summary)
      update(part, now)
    }
  }

  function say(sentence) {
    if (sentence && spoken.textContent !== sentence) spoken.textContent = sentence
  }

  const again = () => setTimeout(() => refresh().finally(again), every)
  again()
  document.addEventListener("visibilitychange", () => void refresh())
})()
`
