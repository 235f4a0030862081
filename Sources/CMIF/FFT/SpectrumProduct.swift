/// `out = a * conj(b)` for interleaved complex numbers.
func multiply(
  _ a: UnsafePointer<Double>, conjugate b: UnsafePointer<Double>,
  into out: UnsafeMutablePointer<Double>, count: Int
) {
  let a = UnsafeRawPointer(a).assumingMemoryBound(to: SIMD2<Double>.self)
  let b = UnsafeRawPointer(b).assumingMemoryBound(to: SIMD2<Double>.self)
  let out = UnsafeMutableRawPointer(out).assumingMemoryBound(to: SIMD2<Double>.self)
  for i in 0..<count {
    let p = a[i]
    let q = b[i]
    let turned = SIMD2(p.y, -p.x)
    out[i] = p * q.x + turned * q.y
  }
}

/// `out += weight * a * conj(b)` for interleaved complex numbers.
func multiply(
  _ a: UnsafePointer<Double>, conjugate b: UnsafePointer<Double>, weight: Double,
  addingTo out: UnsafeMutablePointer<Double>, count: Int
) {
  let a = UnsafeRawPointer(a).assumingMemoryBound(to: SIMD2<Double>.self)
  let b = UnsafeRawPointer(b).assumingMemoryBound(to: SIMD2<Double>.self)
  let out = UnsafeMutableRawPointer(out).assumingMemoryBound(to: SIMD2<Double>.self)
  for i in 0..<count {
    let p = a[i] * weight
    let q = b[i]
    let turned = SIMD2(p.y, -p.x)
    out[i] += p * q.x + turned * q.y
  }
}
