import Glibc

/// e to a power.
func exponential(_ power: Double) -> Double { exp(power) }

/// The logarithm to the base of 2.
func logarithm2(_ value: Float) -> Float { log2(value) }
