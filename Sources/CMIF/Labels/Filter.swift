/// `out[i] = Σ_k kernel[k] values[start + i + k step]` for `i` below `count`.
///
/// The terms of every sum are added in the order of `k`, also where eight sums are computed at a time, so the
/// result does not depend on `count` in any bit.
///
/// - Precondition: Every index is inside `values` or `out`.
func correlate(
  _ values: UnsafeBufferPointer<Double>, start: Int, step: Int, with kernel: [Double],
  into out: UnsafeMutableBufferPointer<Double>, at first: Int, count: Int
) {
  precondition(
    start >= 0 && start + count + (kernel.count - 1) * step <= values.count && first >= 0
      && first + count <= out.count,
    "a filter over \(count) numbers exceeds \(values.count) or \(out.count)")
  guard let source = values.baseAddress, let target = out.baseAddress else { return }
  kernel.withUnsafeBufferPointer { kernel in
    var i = 0
    while i + 8 <= count {
      var sum = SIMD8<Double>.zero
      for k in 0..<kernel.count {
        let place = UnsafeRawPointer(source + start + i + k * step)
        sum += kernel[k] * place.loadUnaligned(as: SIMD8<Double>.self)
      }
      UnsafeMutableRawPointer(target + first + i).storeBytes(of: sum, as: SIMD8<Double>.self)
      i += 8
    }
    while i < count {
      var sum = 0.0
      for k in 0..<kernel.count { sum += kernel[k] * source[start + i + k * step] }
      target[first + i] = sum
      i += 1
    }
  }
}
