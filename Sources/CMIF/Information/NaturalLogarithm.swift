#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The natural logarithm of the platform's mathematics library.
func naturalLogarithm(_ x: Double) -> Double { log(x) }

/// The exponential function of the platform's mathematics library.
func exponential(_ x: Double) -> Double { exp(x) }
