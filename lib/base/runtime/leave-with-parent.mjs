process.on('disconnect', () => {
  // A process that stops cleanly on SIGTERM does so; one that does not is ended.
  setTimeout(() => process.exit(1), 5000).unref()
  process.kill(process.pid, 'SIGTERM')
})
process.channel?.unref()
