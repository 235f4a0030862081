#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The natural logarithm of the platform's mathematics library.
package func naturalLogarithm(_ x: Double) -> Double { log(x) }

/// The exponential function of the platform's mathematics library.
func exponential(_ x: Double) -> Double { exp(x) }

/// The sine of an angle in radians.
func sine(_ x: Double) -> Double { sin(x) }

/// The cosine of an angle in radians.
func cosine(_ x: Double) -> Double { cos(x) }

/// The angle of the direction (x, y) in radians, from -pi to pi.
func arcTangent(y: Double, x: Double) -> Double { atan2(y, x) }
