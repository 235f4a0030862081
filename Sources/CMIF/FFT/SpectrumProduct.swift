/// `out = a · conj(b)`
func multiply(
  _ a: UnsafePointer<Complex>, conjugate b: UnsafePointer<Complex>,
  into out: UnsafeMutablePointer<Complex>, count: Int
) {
  for i in 0..<count { out[i] = a[i].timesConjugate(b[i]) }
}

/// `out += weight · a · conj(b)`
func multiply(
  _ a: UnsafePointer<Complex>, conjugate b: UnsafePointer<Complex>, weight: Double,
  addingTo out: UnsafeMutablePointer<Complex>, count: Int
) {
  for i in 0..<count {
    let weighted = Complex(parts: a[i].parts * weight)
    out[i].parts += weighted.timesConjugate(b[i]).parts
  }
}
