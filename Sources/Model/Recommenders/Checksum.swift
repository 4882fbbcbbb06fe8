import Interactions

/// A checksum against accidents, not against forgers: FNV-1a over words of eight bytes with a final spread.
///
/// Source: G. Fowler, L. C. Noll, K.-P. Vo, "The FNV non-cryptographic hash algorithm"; the finalizer of splitmix64.
enum Checksum {
  /// Of a range of bytes.
  static func of(_ bytes: [UInt8], in range: Range<Int>) -> UInt64 {
    bytes.withUnsafeBytes { all in
      var state = UInt64(range.count) ^ 0xcbf2_9ce4_8422_2325
      var index = range.lowerBound
      while index + 8 <= range.upperBound {
        add(UInt64(littleEndian: all.loadUnaligned(fromByteOffset: index, as: UInt64.self)), to: &state)
        index += 8
      }
      while index < range.upperBound {
        add(UInt64(all[index]), to: &state)
        index += 1
      }
      return spread(state)
    }
  }

  /// Of a log's first events: who, what, when.
  static func of(_ log: InteractionLog, events: Int) -> UInt64 {
    var state: UInt64 = 0xcbf2_9ce4_8422_2325
    for event in 0..<events {
      add(
        UInt64(UInt32(bitPattern: log.userIDs[event])) << 32 | UInt64(UInt32(bitPattern: log.itemIDs[event])),
        to: &state)
      add(UInt64(bitPattern: log.timestamps[event]), to: &state)
    }
    for names in [log.users, log.items] {
      for name in names { for byte in name.utf8 { add(UInt64(byte), to: &state) } }
    }
    return spread(state)
  }

  private static func add(_ word: UInt64, to state: inout UInt64) {
    state = (state ^ word) &* 0x100_0000_01b3
    // The product alone never lets high bits reach low ones.
    state ^= state >> 29
  }

  private static func spread(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
