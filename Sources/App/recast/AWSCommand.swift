import AWSClient
import ArgumentParser
import HTTPTransfer
import JSONText
import Personalize
import Reports

/// `recast aws`: what runs in a real account.
struct AWSCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "aws", abstract: "Amazon Personalize in your account.", subcommands: [AWSStatusCommand.self])
}

/// Which account, region and address: the same for all commands that speak to AWS.
struct AWSOptions: ParsableArguments {
  @Option(help: "Profile of ~/.aws/config and credentials; AWS_PROFILE unless stated.") var profile: String?
  @Option(help: "Region, such as eu-central-1; AWS_DEFAULT_REGION or the profile's unless stated.") var region: String?
  @Option(help: "Address that takes the place of all services', such as http://127.0.0.1:9321.") var endpoint: String?

  /// A client as options, environment and files say.
  func client() throws(AWSError) -> AWSClient {
    let settings = try AWSSettings(profile: profile, region: region, endpoint: endpoint)
    // Services of metadata are never behind a proxy.
    return try AWSClient(
      settings: settings, transport: CurlTransport(certificates: settings.certificates),
      metadata: CurlTransport(usesProxy: false))
  }
}

/// `recast aws status`: what there is, and what of it bills.
struct AWSStatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "List what Personalize holds in a region, with its state and what of it bills.",
    discussion: """
      Reads alone, and free of charge. Credentials, profile, region and address are found where the AWS command line finds \
      them: variables, ~/.aws, credential_process, container, instance. A resource that serves bills by the hour whether \
      it is asked or not; a solution that trains by itself bills with each training.

      Exit code 3 where AWS cannot be asked.
      """)

  @OptionGroup var options: AWSOptions
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let inventory: Inventory
    let region: String
    do throws(AWSError) {
      let client = try options.client()
      region = client.region
      inventory = try Inventory(of: PersonalizeClient(client))
    } catch {
      throw Stop(.environment, error.description)
    }
    if json { return try Terminal.write(inventory.json(region: region)) }
    guard !inventory.rows.isEmpty else { return Terminal.write("Personalize holds nothing in \(region).\n") }
    let rows = inventory.rows.map { row in
      [row.kind, row.name, row.status, row.billing?.words ?? ""].map(\.escapingControls)
    }
    Terminal.write(TextTable.text(header: ["resource", "name", "state", "bills"], rows: rows))
    let count = inventory.hourly.count
    Terminal.write(
      count == 0
        ? "Nothing bills by the hour in \(region).\n"
        : "\(count) of \(rows.count) resources bill\(count == 1 ? "s" : "") by the hour in \(region), asked or not.\n")
  }
}

extension Inventory {
  fileprivate func json(region: String) -> JSONValue {
    [
      "region": .string(region), "billsByTheHour": .integer(hourly.count),
      "resources": .array(
        rows.map { row in
          [
            "kind": .string(row.kind), "name": .string(row.name), "arn": .string(row.arn),
            "status": .string(row.status), "bills": row.billing.map { .string($0.words) } ?? .null,
          ]
        }),
    ]
  }
}
