import Attributes
import Filters
import Testing

/// The filter expressions of AWS's guides and samples, names changed, with the verdict each must get.
struct FilterCase: Sendable, CustomTestStringConvertible {
  let number: Int
  let text: String
  /// The code of the first error; nil where the expression is valid.
  let error: String?
  let warning: String?
  /// Where the error's caret begins: the text that stands there.
  let at: String?

  init(_ number: Int, _ text: String, error: String? = nil, warning: String? = nil, at: String? = nil) {
    (self.number, self.text, self.error, self.warning, self.at) = (number, text, error, warning, at)
  }

  var testDescription: String { "\(number): \(text.prefix(120))" }

  /// Fields of the data that the cases are about.
  static let fields = FilterFields([
    .items: [
      "GENRE": .category, "PRICE": .number, "YEAR": .number, "CREATION_TIMESTAMP": .number, "CATEGORY_L1": .category,
      "CATEGORY_L2": .category, "AVAILABLE": .category, "RATING": .category, "L1": .category, "TIER": .category,
      "CATEGORY": .category, "PROMOTED": .category, "ACTIVE": .boolean, "DESCRIPTION": .text,
    ],
    .users: ["AGE_BAND": .category, "AGE": .number, "MEMBERSHIP": .category, "COUNTRY": .category],
    .actions: ["TYPE": .category],
  ])

  static let all: [FilterCase] = [
    FilterCase(1, #"EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("buy")"#),
    FilterCase(2, #"INCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("click","stream")"#),
    FilterCase(3, #"EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("*")"#),
    FilterCase(4, #"EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ($EVENTS)"#),
    FilterCase(5, #"INCLUDE ItemID WHERE Items.GENRE IN ($GENRE)"#),
    FilterCase(6, #"INCLUDE ItemID WHERE Items.PRICE <= $MAX"#),
    FilterCase(7, #"INCLUDE ItemID WHERE Items.YEAR >= 1970 AND Items.YEAR < 1980"#),
    FilterCase(8, #"INCLUDE ItemID WHERE Items.YEAR >= $FROM AND Items.YEAR < $TO"#),
    FilterCase(9, #"INCLUDE ItemID WHERE Items.CREATION_TIMESTAMP > 1633240824"#),
    FilterCase(10, #"EXCLUDE ItemID WHERE Items.CATEGORY_L1 IN ("shoe") AND Items.CATEGORY_L2 NOT IN ("boot")"#),
    FilterCase(11, #"INCLUDE ItemID WHERE Items.AVAILABLE IN ("True")"#),
    FilterCase(12, #"INCLUDE ItemID WHERE Items.PRICE != 0"#),
    FilterCase(13, #"INCLUDE ItemID WHERE Items.PRICE < CurrentItem.PRICE AND Items.GENRE IN CurrentItem.GENRE"#),
    FilterCase(14, #"EXCLUDE ItemID WHERE Items.RATING IN ($R) IF CurrentUser.AGE_BAND = $BAND"#),
    FilterCase(
      15, #"INCLUDE ItemID WHERE Items.L1 IN ("wine") AND Items.TIER IN ("reserve") IF CurrentUser.AGE > 18"#),
    FilterCase(
      16,
      #"INCLUDE ItemID WHERE Items.CATEGORY IN ($C) | INCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("favorite")"#),
    FilterCase(
      17, #"INCLUDE ItemID WHERE Items.GENRE IN ($G) | EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("click")"#),
    FilterCase(
      18, #"EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("click") | INCLUDE ItemID WHERE Items.GENRE IN ($G)"#),
    FilterCase(19, #"INCLUDE UserID WHERE Users.MEMBERSHIP IN ($M)"#),
    FilterCase(20, #"EXCLUDE UserID WHERE Users.AGE < $AGE"#),
    FilterCase(21, #"exclude UserId where users.country in ("England","Japan")"#),
    FilterCase(22, #"INCLUDE ActionID WHERE Actions.TYPE IN ("email")"#),
    FilterCase(23, #"EXCLUDE ActionID WHERE ActionInteractions.EVENT_TYPE IN ("TAKEN")"#),
    FilterCase(
      24,
      #"INCLUDE ItemID WHERE Items.GENRE IN ("Comedy","Drama") AND Items.YEAR > 1990 OR Items.PROMOTED IN ("Y")"#,
      warning: "and-or"),
    FilterCase(25, #"INCLUDE ItemID WHERE Items.GENRE NOT IN ($G)"#, error: "placeholder-not-in", at: "$G"),
    FilterCase(
      26, #"EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("click") AND Items.GENRE IN ("Drama")"#,
      error: "two-datasets", at: "Items.GENRE"),
    FilterCase(
      27, #"EXCLUDE ItemID WHERE Interactions.DEVICE IN ("tv")"#, error: "interaction-field",
      at: "Interactions.DEVICE"),
    FilterCase(28, #"INCLUDE ItemID WHERE Items.ACTIVE = true"#, error: "boolean", at: "true"),
    FilterCase(29, #"INCLUDE ItemID WHERE Items.GENRE IN ("*")"#, error: "star", at: #""*""#),
    FilterCase(
      30, #"INCLUDE ItemID WHERE Items.GENRE IN ("a") IF Items.YEAR > 2000"#, error: "if-without-user",
      at: "Items.YEAR"),
    FilterCase(
      31, #"INCLUDE ItemID WHERE Items.GENRE IN ("a") IF CurrentUser.AGE > 18 IF CurrentUser.AGE < 30"#,
      error: "second-if", at: "IF CurrentUser.AGE < 30"),
    FilterCase(32, #"INCLUDE ItemID Items.GENRE IN ("a")"#, error: "syntax", at: "Items.GENRE"),
    FilterCase(33, #"INCLUDE ItemID WHERE Items.DESCRIPTION IN ("x")"#, error: "textual", at: "Items.DESCRIPTION"),
    FilterCase(34, #"INCLUDE ItemID WHERE CurrentUser.AGE > 18"#, error: "user-outside-if", at: "CurrentUser"),
    FilterCase(
      35, "INCLUDE ItemID WHERE " + (1...11).map { "Items.F\($0) > 0" }.joined(separator: " AND "),
      error: "too-many-fields", at: "Items.F11"),
    FilterCase(36, #"INCLUDE ItemID WHERE Items.PRICE < CurrentItem.PRICE"#),
    FilterCase(
      37, #"INCLUDE UserID WHERE Interactions.EVENT_TYPE IN ("click, rating")"#, warning: "comma-in-value"),
    FilterCase(38, #"INCLUDE ItemID WHERE Items.NO_SUCH IN ("a")"#, error: "unknown-field", at: "Items.NO_SUCH"),
  ]

  /// Further ones, from the guides' other pages and from what people mistype.
  static let more: [FilterCase] = [
    FilterCase(39, #"INCLUDE ActionID WHERE Action_Interactions.EVENT_TYPE IN ($E)"#),
    FilterCase(40, #"INCLUDE ItemID WHERE Items.PRICE > ($VALUE)"#),
    FilterCase(41, #"EXCLUDE UserID WHERE Interactions.EVENT_TYPE IN ($EVENT_TYPE)"#),
    FilterCase(42, #"INCLUDE ItemID WHERE Items.PRICE > -1.5e-3"#),
    FilterCase(43, #"INCLUDE ItemID WHERE Items.GENRE NOT IN CurrentItem.GENRE"#),
    FilterCase(44, #"INCLUDE ItemID WHERE Items.GENRE IN ('Drama')"#, warning: "single-quotes"),
    FilterCase(45, "\n\tINCLUDE  itemid\r\nWHERE items . genre IN(\"a\" , \"b\")  "),
    FilterCase(46, "", error: "syntax", at: ""),
    FilterCase(47, "INCLUDE", error: "syntax", at: ""),
    FilterCase(48, #"INCLUDE ItemID WHERE Items.GENRE IN ("a"#, error: "open-quote", at: "\"a"),
    FilterCase(49, #"INCLUDE ItemID WHERE Items.GENRE IN ()"#, error: "list-syntax", at: ")"),
    FilterCase(50, #"INCLUDE ItemID WHERE Items.GENRE IN ("a",)"#, error: "syntax", at: ")"),
    FilterCase(51, #"INCLUDE ItemID WHERE Items.GENRE IN ("a", $B)"#, error: "list-syntax", at: "$B"),
    FilterCase(52, #"INCLUDE ItemID WHERE Items.GENRE IN ($A, $B)"#, error: "list-syntax", at: ", $B"),
    FilterCase(53, #"INCLUDE ItemID WHERE Items.GENRE IN $A"#, error: "list-syntax", at: "$A"),
    FilterCase(54, #"INCLUDE ItemID WHERE Items.GENRE = "a""#, error: "string-comparison", at: "\"a\""),
    FilterCase(55, #"INCLUDE ItemID WHERE Items.PRICE == 3"#, error: "bad-operator", at: "=="),
    FilterCase(56, #"INCLUDE ItemID WHERE Items.PRICE <> 3"#, error: "bad-operator", at: "<>"),
    FilterCase(57, #"INCLUDE ItemID WHERE Items.GENRE LIKE "a%""#, error: "bad-operator", at: "LIKE"),
    FilterCase(58, #"INCLUDE ItemID WHERE Items.GENRE IS NULL"#, error: "bad-operator", at: "IS"),
    FilterCase(59, #"INCLUDE ItemID WHERE Items.PRICE BETWEEN 1 AND 2"#, error: "bad-operator", at: "BETWEEN"),
    FilterCase(60, #"INCLUDE ItemID WHERE (Items.PRICE > 1)"#, error: "parentheses", at: "(Items"),
    FilterCase(61, #"INCLUDE ItemID WHERE Users.AGE > 18"#, error: "wrong-dataset", at: "Users"),
    FilterCase(62, #"INCLUDE ItemID WHERE Movies.YEAR > 18"#, error: "unknown-dataset", at: "Movies"),
    FilterCase(
      63, #"INCLUDE ItemID WHERE Items.YEAR > 1 | EXCLUDE UserID WHERE Users.AGE > 1"#, error: "two-targets",
      at: "EXCLUDE"),
    FilterCase(64, #"INCLUDE ItemID WHERE Items.YEAR > 1 |"#, error: "syntax", at: ""),
    FilterCase(65, #"INCLUDE ItemID WHERE Items.YEAR > 1 EXCLUDE ItemID"#, error: "syntax", at: "EXCLUDE"),
    FilterCase(66, #"INCLUDE ItemID WHERE Items.GENRE > 3"#, error: "text-comparison", at: "> 3"),
    FilterCase(67, #"INCLUDE ItemID WHERE Items.YEAR IN ("1990")"#, warning: "number-in-list"),
    FilterCase(68, #"INCLUDE ItemID WHERE Items.ACTIVE IN ("true")"#, error: "boolean", at: "Items.ACTIVE"),
    FilterCase(69, #"INCLUDE ItemID WHERE Items.GENRE IN ("$G")"#, warning: "placeholder-in-quotes"),
    FilterCase(
      70, #"INCLUDE ItemID WHERE Items.GENRE IN ("a") IF CurrentUser.AGE > 18 OR CurrentUser.AGE < 8"#,
      error: "or-in-if", at: "OR"),
    FilterCase(71, #"EXCLUDE ItemID WHERE Interactions.EVENT_TYPE NOT IN ("*")"#, error: "star", at: #""*""#),
    FilterCase(72, #"EXCLUDE ItemID WHERE Interactions.EVENT_TYPE = 3"#, error: "event-type-operator", at: "="),
    FilterCase(
      73, #"EXCLUDE ActionID WHERE Actions.REPEAT_FREQUENCY > 3"#, error: "automatic-field",
      at: "Actions.REPEAT_FREQUENCY"),
    FilterCase(
      74, "INCLUDE ItemID WHERE Items.GENRE IN ($" + String(repeating: "x", count: 51) + ")",
      error: "long-placeholder", at: "$xxx"),
    FilterCase(
      75, #"INCLUDE ItemID WHERE Items.GENRE IN (""# + String(repeating: "x", count: 2500) + #"")"#,
      error: "too-long"),
    FilterCase(76, #"INCLUDE ItemID WHERE Items.GENRE < CurrentItem.PRICE"#, error: "text-comparison", at: "<"),
    FilterCase(77, #"INCLUDE ItemID WHERE Items.GENRE IN ("a") ; DROP"#, error: "bad-character", at: ";"),
  ]
}
