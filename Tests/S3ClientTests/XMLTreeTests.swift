import S3Client
import TestSupport
import Testing

@Suite("XML of S3") struct XMLTreeTests {
  func tree(_ text: String) throws -> XMLTree { try XMLTree(Array(text.utf8)) }

  @Test("elements, text, entities, comments and namespaces") func reading() throws {
    let read = try tree(
      """
      \u{FEFF}<?xml version="1.0"?><!-- a --><s3:List xmlns:s3='x > y' a="1"> <Key>a&amp;b&#x20AC;&#10;</Key>
      <Key><![CDATA[<raw>&amp;]]></Key><Empty/><Deep><Key>c</Key></Deep></s3:List>
      """)
    #expect(read.name == "List" && read.all("Key").map(\.text) == ["a&b€\n", "<raw>&amp;"])
    #expect(read["Key"] == "a&b€\n" && read["Empty"] == "" && read["No"] == nil)
    #expect(read.child("Deep")?["Key"] == "c")
  }

  @Test("escaping is undone by reading") func escaping() throws {
    let text = "a<b>&\"c'\r\n\t é 😀"
    #expect(try tree("<K>\(XMLTree.escaped(text))</K>").text == text)
  }

  @Test(
    "hostile documents are refused",
    arguments: [
      "", "x", "<a>", "<a></b>", "<a/><b/>", "<a", "<a b>", "<a b='>", "<a>&nbsp;</a>", "<a>&#0;</a>",
      "<a>&#xFFFFFFFFFF;</a>",
      "<a>& b</a>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
      "<![CDATA[x]]>", "<a><!-- ", "</a>", "<>", "<a>]]>", "<a/>text",
      String(repeating: "<a>", count: 1000) + String(repeating: "</a>", count: 1000),
    ])
  func hostile(text: String) { #expect(throws: XMLTree.Fault.self) { try tree(text) } }

  @Test("made-up bytes are read or refused, and nothing else") func noise() {
    var draws = Draws(state: 5)
    let pieces = [
      "<", ">", "/", "a", "=", "\"", "'", "&", ";", "amp", "<!--", "-->", "<![CDATA[", "]]>", " ", "<a>", "</a>", "#x",
    ]
    for _ in 0..<5000 {
      let text = (0..<Int.random(in: 0..<20, using: &draws)).map { _ in pieces.randomElement(using: &draws) ?? "" }
        .joined()
      _ = try? tree(text)
    }
    #expect(throws: XMLTree.Fault.self) { try XMLTree([0x3C, 0xFF, 0x3E]) }
  }
}
