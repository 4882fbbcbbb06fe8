import Measures
import PriceLists
import TestSupport

/// An offer file as AWS writes it, made from parts, so that a test can spoil one of them.
struct SampleOffer {
  struct Band {
    var begin = "\"0\""
    var end = "\"Inf\""
    var price = "{\"USD\" : \"0.0500000000\"}"
    var unit = "\"GB\""
    var rate = "1"
    var rangeNames = ("beginRange", "endRange")
  }
  struct Product {
    var sku: String
    var usageType: String
    var bands: [Band]
    var effectiveDate = "2026-11-01T00:00:00Z"
    /// Further attributes.
    var attributes: [String: String] = [:]
  }

  var offerCode = "AmazonPersonalize"
  var region = "us-east-1"
  var products: [Product] = [
    Product(sku: "AAAA1111", usageType: "USE1-DataIngestion", bands: [Band()]),
    Product(
      sku: "BBBB2222", usageType: "USE1-TPS-hours",
      bands: [
        Band(begin: "\"200000\"", price: "{\"USD\" : \"0.0500000000\"}", unit: "\"TPS-Hrs\"", rate: "3"),
        Band(end: "\"20000\"", price: "{\"USD\" : \"0.2000000000\"}", unit: "\"TPS-Hrs\"", rate: "1"),
        Band(
          begin: "\"20000\"", end: "\"200000\"", price: "{\"USD\" : \"0.1000000000\"}", unit: "\"TPS-Hrs\"", rate: "2"),
      ]),
    Product(sku: "CCCC3333", usageType: "USE1-Mystery", bands: [Band(unit: "\"Wishes\"")]),
  ]
  var termsFirst = false
  var extra = ""

  /// Region, operation and what the product says otherwise.
  private func further(_ product: Product) -> String {
    let all = ["regionCode": region, "operation": ""].merging(product.attributes) { $1 }
    return all.sorted { $0.key < $1.key }.map { "      \"\($0)\" : \"\($1)\",\n" }.joined()
  }

  var text: String {
    let products = products.map { product in
      """
          "\(product.sku)" : {
            "sku" : "\(product.sku)",
            "productFamily" : "Machine Learning",
            "attributes" : {
              "servicecode" : "\(offerCode)",
              "location" : "US East (N. Virginia)",
              "usagetype" : "\(product.usageType)",
        \(further(product))\
              "servicename" : "Amazon Personalize"
            }
          }
      """
    }
    let terms = self.products.map { product in
      let term = "\(product.sku).JRTCKXETXF"
      let bands = product.bands.map { band in
        """
                  "\(term).\(band.rate)" : {
                    "rateCode" : "\(term).\(band.rate)",
                    "description" : "$0.05 per unit",
                    "\(band.rangeNames.0)" : \(band.begin),
                    "\(band.rangeNames.1)" : \(band.end),
                    "unit" : \(band.unit),
                    "pricePerUnit" : \(band.price),
                    "appliesTo" : [ ]
                  }
        """
      }
      return """
            "\(product.sku)" : {
              "\(term)" : {
                "offerTermCode" : "JRTCKXETXF",
                "sku" : "\(product.sku)",
                "effectiveDate" : "\(product.effectiveDate)",
                "priceDimensions" : {
        \(bands.joined(separator: ",\n"))
                },
                "termAttributes" : { }
              }
            }
        """
    }
    let parts = [
      "  \"products\" : {\n\(products.joined(separator: ",\n"))\n  }",
      "  \"terms\" : {\n    \"OnDemand\" : {\n\(terms.joined(separator: ",\n"))\n    },\n    \"Reserved\" : {}\n  }",
    ]
    return """
      {
        "formatVersion" : "v1.0",
        "disclaimer" : "This pricing list is for informational purposes only.",
        "offerCode" : "\(offerCode)",
        "version" : "20261102184530",
        "publicationDate" : "2026-11-02T18:45:30Z",
      \(extra)\((termsFirst ? parts.reversed() : parts).joined(separator: ",\n"))
      }
      """
  }
}

typealias Read = (file: OfferFile?, findings: [Finding])

/// Reads an offer file, all in one chunk or in chunks of a size.
func read(
  _ text: String, chunk size: Int = .max, limits: OfferLimits = OfferLimits(),
  interest: @escaping (OfferAttributes) -> OfferInterest = unlessMystery
) throws -> Read {
  try read(Array(text.utf8), chunk: size, limits: limits, interest: interest)
}

func read(
  _ bytes: [UInt8], chunk size: Int = .max, limits: OfferLimits = OfferLimits(),
  interest: @escaping (OfferAttributes) -> OfferInterest = unlessMystery
) throws -> Read {
  try OfferReading.read(source: "offer.json", limits: limits, interest: interest) { chunks(bytes, size) }
}

/// The usage type `…-Mystery` is unknown, every other wanted.
func unlessMystery(_ attributes: OfferAttributes) -> OfferInterest {
  attributes["usagetype"].hasSuffix("Mystery") ? .unknown : .wanted
}
