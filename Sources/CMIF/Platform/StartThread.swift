#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Starts a thread that runs `body` and ends with it; returns false when the system has no thread left.
///
/// The thread takes no signals, which belong to the program's own threads.
func startThread(_ body: @escaping @Sendable () -> Void) -> Bool {
  var all = sigset_t()
  var previous = sigset_t()
  sigfillset(&all)
  pthread_sigmask(SIG_SETMASK, &all, &previous)
  defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }
  let box = Unmanaged.passRetained(Box(body))
  #if canImport(Darwin)
    var thread: pthread_t?
    let status = pthread_create(&thread, nil, { runBox($0) }, box.toOpaque())
    if status == 0, let thread { pthread_detach(thread) }
  #else
    var thread = pthread_t()
    let status = pthread_create(&thread, nil, { $0.flatMap { runBox($0) } }, box.toOpaque())
    if status == 0 { pthread_detach(thread) }
  #endif
  if status != 0 { box.release() }
  return status == 0
}

/// The body of a thread on its way there.
private final class Box: Sendable {
  let body: @Sendable () -> Void

  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

private func runBox(_ box: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
  Unmanaged<Box>.fromOpaque(box).takeRetainedValue().body()
  return nil
}
