import Compression
import Interactions

/// The text of a file as a stream; gzip is unpacked on the way.
///
/// A fault ends the text; `check` then throws it.
final class FileBytes: LogByteStream {
  /// The first bytes as they stand in the file, before anything is unpacked.
  let head: [UInt8]
  private let path: String
  private let file: OpenFile
  private let isGzip: Bool
  private let limits: GunzipLimits
  private var gunzip: GunzipBytes?
  private var fault: StoreError?
  /// Bytes of a pipe, which cannot be read again.
  private var kept: [UInt8]?
  private var position = 0

  /// How many bytes the head has at most.
  static let headBytes = 100
  /// The most that is kept of a pipe, in bytes.
  static let mostPipeBytes = 1 << 33

  /// - Throws: what opening a file throws, and `compressed` for a form other than gzip.
  init(_ path: String, limits: GunzipLimits = GunzipLimits()) throws(StoreError) {
    self.path = path
    self.limits = limits
    file = try OpenFile(path)
    var head = [UInt8](repeating: 0, count: FileBytes.headBytes)
    if file.isRegular {
      var filled = 0
      while filled < head.count {
        let got = try file.read(into: &head, from: filled)
        if got == 0 { break }
        filled += got
      }
      head.removeLast(head.count - filled)
      file.rewind()
    } else {
      let bytes = try readOpenFile(file, path: path, atMost: FileBytes.mostPipeBytes)
      head = Array(bytes.prefix(FileBytes.headBytes))
      kept = bytes
    }
    self.head = head
    isGzip = head.starts(with: Gunzip.magic)
    let otherForms: [[UInt8]] = [[0x50, 0x4B, 0x03, 0x04], [0x28, 0xB5, 0x2F, 0xFD], [0x42, 0x5A, 0x68]]
    guard !otherForms.contains(where: head.starts(with:)) else { throw StoreError(.compressed, path: path) }
    rewind()
  }

  /// Throws what went wrong while the text was read.
  func check() throws(StoreError) { if let fault { throw fault } }

  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    guard fault == nil else { return 0 }
    do throws(StoreError) {
      guard let gunzip else { return try readRaw(into: buffer) }
      return try gunzip.read(into: buffer) { (raw) throws(StoreError) in try self.readRaw(into: raw) }
    } catch {
      fault = error
      return 0
    }
  }

  func rewind() {
    guard fault == nil else { return }
    position = 0
    if kept == nil { file.rewind() }
    guard isGzip else { return }
    do throws(CompressionError) {
      gunzip = try GunzipBytes(path: path, limits: limits)
    } catch {
      fault = StoreError(.damagedCompression, path: path, cause: "\(error)")
    }
  }

  private func readRaw(into buffer: UnsafeMutableRawBufferPointer) throws(StoreError) -> Int {
    guard let kept else { return try file.read(into: buffer) }
    let part = kept[position..<min(kept.count, position + buffer.count)]
    buffer.copyBytes(from: part)
    position += part.count
    return part.count
  }
}

/// Unpacks gzip as bytes are asked for.
private final class GunzipBytes {
  private let path: String
  private var gunzip: Gunzip
  private var packed = [UInt8](repeating: 0, count: 1 << 14)
  private var unpacked: [UInt8] = []
  private var position = 0
  private var isEnded = false

  init(path: String, limits: GunzipLimits) throws(CompressionError) {
    self.path = path
    gunzip = try Gunzip(limits: limits)
  }

  func read(
    into buffer: UnsafeMutableRawBufferPointer, _ next: (UnsafeMutableRawBufferPointer) throws(StoreError) -> Int
  ) throws(StoreError) -> Int {
    while position == unpacked.count, !isEnded {
      unpacked.removeAll(keepingCapacity: true)
      position = 0
      var got = 0
      var fault: StoreError?
      packed.withUnsafeMutableBytes { raw in
        do throws(StoreError) { got = try next(raw) } catch { fault = error }
      }
      if let fault { throw fault }
      do throws(CompressionError) {
        if got == 0 {
          isEnded = true
          try gunzip.finish()
        } else {
          _ = try gunzip.inflate(packed.span.extracting(0..<got)) { text in
            text.withUnsafeBufferPointer { unpacked.append(contentsOf: $0) }
            return true
          }
        }
      } catch {
        throw StoreError(.damagedCompression, path: path, cause: "\(error)")
      }
    }
    let part = unpacked[position..<min(unpacked.count, position + buffer.count)]
    buffer.copyBytes(from: part)
    position += part.count
    return part.count
  }
}
