/// Runs the server until it is told to stop, and returns the exit code.
func runServe(_ options: ServeOptions) async -> Int32 {
  Console.printError("workline: serve is not linked yet")
  return ExitCode.software
}
