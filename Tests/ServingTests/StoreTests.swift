import Demand
import Measures
import Serving
import Testing

@Suite("Stores of a batch")
struct StoreTests {
  private let storeMeters: [Meter] = [
    .dynamoDBWriteUnits, .dynamoDBReadUnits, .dynamoDBStorageGBMonths, .rdsMicroHours, .rdsSmallHours,
    .rdsStorageGBMonths, .elastiCacheRedisMicroHours, .elastiCacheValkeyMicroHours,
  ]

  /// A thousand users with lists of 25 items of so many bytes, and a job at 02:00.
  private func usage(
    _ store: BatchSettings.Store, days: Double = 2, bytesPerListItem: Double = 24, growth: Double = 0
  ) -> Usage {
    let audience = Audience(
      activity: Audience.logNormalActivity(users: 1000, sigma: 1), anonymousShare: 0, newUserShare: 0)
    let demand = DemandModel(
      start: monday, end: monday + .days(days), requestsPerDay: 500, shape: .flat, utcOffset: .zero,
      monthlyGrowth: growth, bursts: [], audience: audience)
    var data = volume
    data.bytesPerListItem = bytesPerListItem
    return Simulator(
      plan: Plan(name: "shop", kind: .batch(batch(store: store))), demand: demand, data: data, utcOffset: .zero, seed: 1
    ).replication(0).usage
  }

  private func moved(_ usage: Usage) -> [Meter] { storeMeters.filter { usage.total(of: $0) > .zero } }

  @Test("an RDS instance is billed by its hours, and for the least storage when the lists need less")
  func smallDatabase() {
    for (instance, meter) in [(BatchSettings.DatabaseInstance.micro, Meter.rdsMicroHours), (.small, .rdsSmallHours)] {
      let usage = usage(.rds(instance, minimumStorageGB: 20))
      #expect(moved(usage) == [meter, .rdsStorageGBMonths])
      #expect(usage.total(of: meter) == Quantity(48))
      // 20 GB for two of November's thirty days, to nine decimals a day.
      #expect(abs(usage.total(of: .rdsStorageGBMonths).approximate - 20.0 * 2 / 30) < 1e-8)
      #expect(usage.rows.filter { $0.meter == meter }.allSatisfy { $0.resource == Resource("shop/rds") })
    }
    // From Monday 23 November to the end of December: eight days of thirty, and a whole month.
    let longer = usage(.rds(.micro, minimumStorageGB: 20), days: 39)
    #expect(longer.total(of: .rdsMicroHours) == Quantity(39 * 24))
    #expect(abs(longer.total(of: .rdsStorageGBMonths).approximate - 20 * (8.0 / 30 + 1)) < 1e-7)
  }

  @Test("storage of RDS holds old and new lists beside one another, in whole gigabytes")
  func largeDatabase() {
    // 1,000 lists of 25 × 421,000 bytes are 10.525 GB; twice that is 21.05 GB.
    let usage = usage(.rds(.micro, minimumStorageGB: 20), bytesPerListItem: 421_000)
    #expect(abs(usage.total(of: .rdsStorageGBMonths).approximate - 22.0 * 2 / 30) < 1e-8)
  }

  @Test("ElastiCache is billed by its nodes' hours, as many nodes as the lists fill")
  func cache() {
    for (engine, meter) in [
      (BatchSettings.CacheEngine.redis, Meter.elastiCacheRedisMicroHours), (.valkey, .elastiCacheValkeyMicroHours),
    ] {
      let one = usage(.elastiCache(engine, usableGBPerNode: 0.4))
      #expect(moved(one) == [meter] && one.total(of: meter) == Quantity(48))
      // 1.05 GB of lists in nodes of 0.4 GB.
      let three = usage(.elastiCache(engine, usableGBPerNode: 0.4), bytesPerListItem: 42_000)
      #expect(three.total(of: meter) == Quantity(3 * 48))
    }
  }

  @Test("nodes are added as users grow")
  func growth() {
    // 0.375 GB of lists and 10 % more users a day: 0.375, 0.4125, 0.454, … 0.804 GB on the ninth day.
    let monthly = (0..<30).reduce(1.0) { product, _ in product * 1.1 } - 1
    let usage = usage(
      .elastiCache(.valkey, usableGBPerNode: 0.4), days: 9, bytesPerListItem: 15_000, growth: monthly)
    let nodes = usage.rows.filter { $0.meter == .elastiCacheValkeyMicroHours }.map { $0.quantity.approximate / 24 }
    #expect(nodes == [1, 2, 2, 2, 2, 2, 2, 2, 3])
  }

  @Test("DynamoDB is billed by units and the product's own database not at all")
  func others() {
    #expect(moved(usage(.dynamoDB)) == [.dynamoDBWriteUnits, .dynamoDBReadUnits, .dynamoDBStorageGBMonths])
    #expect(moved(usage(.ownDatabase)).isEmpty)
  }

  @Test("whatever the store, its daily rows cover the horizon once, and a longer one in proportion")
  func days() {
    let stores: [BatchSettings.Store] = [
      .dynamoDB, .rds(.small, minimumStorageGB: 20), .elastiCache(.redis, usableGBPerNode: 0.4),
    ]
    for store in stores {
      let (two, four) = (usage(store, days: 2), usage(store, days: 4))
      for meter in moved(two) where meter != .dynamoDBWriteUnits && meter != .dynamoDBReadUnits {
        let rows = two.rows.filter { $0.meter == meter }
        #expect(
          rows.map(\.start) == [monday, monday + .days(1)] && rows.map(\.end) == [monday + .days(1), monday + .days(2)])
        #expect(four.total(of: meter).parts == 2 * two.total(of: meter).parts, "\(meter)")
      }
    }
  }

  @Test("themes are requested for every user of every job, and not unless asked for")
  func themes() {
    var settings = batch(every: .hours(12))
    #expect(play(.batch(settings), demand(days: 3)).usage.total(of: .themeRequests) == .zero)
    settings.makesThemes = true
    let usage = play(.batch(settings), demand(days: 3)).usage
    #expect(usage.total(of: .themeRequests) == Quantity(6 * 1000))
    #expect(usage.total(of: .themeRequests) == usage.total(of: .batchRequestsV2))
  }

  @Test("a store's size is what is provisioned for the plan's users, or for several times as many")
  func size() throws {
    func size(_ store: BatchSettings.Store) throws -> StoreSize {
      // 1,000 lists of 600 bytes.
      try #require(StoreSize(Plan(name: "b", kind: .batch(batch(store: store))), demand: demand(), data: volume))
    }
    let rds = try size(.rds(.micro, minimumStorageGB: 20))
    #expect(rds.provisioned(at: monday) == 20 && rds.provisioned(at: monday, users: 20_000) == 24)
    let cache = try size(.elastiCache(.redis, usableGBPerNode: 0.4))
    #expect(cache.provisioned(at: monday) == 1 && cache.provisioned(at: monday, users: 1000) == 2)
    #expect(try size(.ownDatabase).provisioned(at: monday, users: 1e6) == 0)
    #expect(StoreSize(Plan(name: "c", kind: .campaign(campaign())), demand: demand(), data: volume) == nil)
  }
}
