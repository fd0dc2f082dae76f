/** One dialect for the whole repository: `npm run format` writes it, `npm run lint` checks it. */
export default { printWidth: 120, semi: false }
