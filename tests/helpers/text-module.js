/** Gives Jest a text file as its bundler gives it to the app: a module that is the text. */
module.exports = {
  process: (text) => ({ code: `module.exports = ${JSON.stringify(text)}` }),
}
