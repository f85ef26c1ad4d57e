// Loaded into every process of a test run: what a file's tests report reaches the runner before the
// process is made to exit. Without it --test-force-exit drops the last of them on a busy machine
// (https://github.com/nodejs/node/issues/64833).
process.stdout._handle?.setBlocking?.(true)
