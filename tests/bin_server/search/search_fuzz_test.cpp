// Queries and captures made of whatever bytes: every query is read or refused with a place in it, and an index changes
// nothing of what is found. Seeded, so that a find can be run again.
#include <spdlog/fmt/fmt.h>

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "shared/support/random.h"
#include "tests/bin_server/search/index_bench.h"

using namespace hookloop;
using namespace hookloop::test;

namespace {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(random_.next() % limit); }
  template <typename List>
  const auto& pick(const List& list) {
    return list[below(list.size())];
  }
  // A part of the text, perhaps cut in the middle of a character.
  std::string part_of(const std::string& text) {
    if (text.empty()) return text;
    const std::size_t at = below(text.size());
    return text.substr(at, 1 + below(12));
  }

 private:
  SeededRandom random_;
};

const std::vector<std::string> kTexts{
    "Alpha",  "beta", "Größe", "ПРИВЕТ",   "日本語", "a b", "x\ty",    "12",          "12.50",
    "-3e2",   "true", "null",  "\xff\xfe", "é",      "ﬀ",   "quote\"", "back\\slash", "/slash/",
    "~tilde", "a.b",  "K",     "ſ",        "İ",      "",    "0001",    "🙂"};

// As a JSON writer might write it: sometimes with escapes that nobody needs.
std::string json_string(const std::string& text, Dice& dice) {
  std::string json = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      json += '\\';
      json += c;
    } else if (byte < 0x20 || (byte < 0x80 && dice.below(8) == 0)) {
      json += fmt::format("\\u{:04x}", byte);
    } else if (c == '/' && dice.below(2) == 0) {
      json += "\\/";
    } else {
      json += c;
    }
  }
  return json + '"';
}

std::string json_value(Dice& dice, int depth);

// Now and then with more numbers than an index keeps.
std::string json_list(Dice& dice, int depth) {
  std::string list = "[" + json_value(dice, depth + 1);
  const bool is_long = dice.below(30) == 0;
  for (std::size_t i = 0, count = is_long ? 300 : dice.below(3); i < count; ++i) {
    list += is_long ? fmt::format(", {}", dice.below(20)) : ", " + json_value(dice, depth + 1);
  }
  return list + "]";
}

std::string json_value(Dice& dice, int depth) {
  static const std::vector<std::string> kPlain{"1",    "1.0",   "12.5",  "-300", "9007199254740993",
                                               "true", "false", "null",  "1e2",  "9007199254740992",
                                               "0",    "-0.0",  "1e999", "7",    "123456789012345678"};
  switch (dice.below(depth > 2 ? 2 : 4)) {
    case 0:
      return dice.pick(kPlain);
    case 1:
      return json_string(dice.pick(kTexts), dice);
    case 2:
      return json_list(dice, depth);
    default:
      break;
  }
  static const std::vector<std::string> kKeys{"name", "app", "n", "na\\u006de", "größe", "a/b", "x-y", "0"};
  std::string object = "{";
  for (std::size_t i = 0, count = dice.below(4); i < count; ++i) {
    if (i > 0) object += ", ";
    object += fmt::format("\"{}\": {}", dice.pick(kKeys), json_value(dice, depth + 1));
  }
  return object + "}";
}

std::string percent_encoded(const std::string& text, Dice& dice) {
  std::string encoded;
  for (const char c : text) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    encoded +=
        is_plain && dice.below(4) != 0 ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return encoded;
}

CaptureDraft random_draft(const Bin& bin, int number, Dice& dice) {
  static const std::vector<std::string> kLines{"POST /b/mine", "PUT /b/mine/orders/12", "get /b/mine/Alpha", "rubbish"};
  std::vector<std::string> headers;
  for (std::size_t i = 0, count = dice.below(4); i < count; ++i) {
    const std::string fold = dice.below(4) == 0 ? "\r\n " : "";
    headers.push_back(fmt::format("X-{}: {}{}{}", dice.below(3), dice.pick(kTexts), fold, dice.pick(kTexts)));
  }
  if (dice.below(3) == 0) headers.push_back(fmt::format("webhook-id: dlv_{}", dice.below(5)));
  if (dice.below(3) == 0) headers.push_back(fmt::format("Hookloop-Attempt: {}", dice.below(4)));
  if (dice.below(5) == 0) headers.emplace_back("Hookloop-Event-Type: PROJECT_PUBLISH");
  std::string body = json_value(dice, 0);
  if (dice.below(6) == 0) body = dice.pick(kTexts) + dice.pick(kTexts);
  if (dice.below(6) == 0 && !body.empty()) body[dice.below(body.size())] = static_cast<char>(dice.below(256));
  const std::string query =
      fmt::format("?page={}&{}={}", dice.below(5), dice.pick(std::vector<std::string>{"n", "name"}),
                  percent_encoded(dice.pick(kTexts), dice));
  CaptureDraft draft =
      request_draft(bin.number, fmt::format("req_{}", number), dice.pick(kLines) + query, headers, body);
  draft.received_at = kCapturedAt + std::chrono::seconds(number);
  draft.response_status = dice.below(4) == 0 ? 503 : 200;
  draft.complete = dice.below(9) != 0;
  return draft;
}

Marks random_marks(Dice& dice) {
  Marks marks;
  marks.pinned = dice.below(2) == 0;
  if (dice.below(2) == 0) marks.note = "an Alpha note";
  if (dice.below(2) == 0) marks.tags = {"One", "日本 語"};
  return marks;
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string random_term(const std::vector<std::string>& bytes, Dice& dice) {
  static const std::vector<std::string> kFixed{
      "method:PUT",     "method:get",       "path:/orders/*", "path:*lph*",    "type:PROJECT_PUBLISH",
      "status:503",     "status:>=300",     "size:>40",       "size:<20",      "attempt:>1",
      "attempt:0",      "after:3590s",      "before:3580s",   "is:valid",      "is:invalid",
      "is:signed",      "is:bad-signature", "is:duplicate",   "is:incomplete", "is:malformed",
      "delivery:dlv_1", "id:req_3",         "id:req_50",      "header.x-1:*",  "query.page:>2",
      "query.page:3",   "body.n:>1",        "body.n:1",       "body.name:*",   "body.app.name:*",
      "body./a~1b:*",   "is:pinned",        "is:pinned",      "tag:one",       "tag:\"日本 語\"",
      "tag:*",          "note:*",           "note:alpha"};
  static const std::vector<std::string> kCompared{"header.X-1:", "header.x-2:~", "query.n:",    "query.name:~",
                                                  "body.name:",  "body.name:~",  "body.app.n:", "body.größe:~",
                                                  "body.0:",     "body.n:<"};
  static const std::vector<std::string> kCounted{"body.n:",
                                                 "body.app.n:",
                                                 "body./0:",
                                                 "body./n/0:",
                                                 "body./00:",
                                                 "body.0.1:",
                                                 "body.name:",
                                                 "body./na~2me:",
                                                 "query.n:",
                                                 "query.page:",
                                                 "header.Hookloop-Attempt:",
                                                 "header.content-length:",
                                                 "header.x-1:"};
  static const std::vector<std::string> kNumbers{"1",
                                                 "1.0",
                                                 "0",
                                                 "-0",
                                                 "12.5",
                                                 "1250e-2",
                                                 "-300",
                                                 "-299.5",
                                                 "7",
                                                 "2",
                                                 "90",
                                                 "9007199254740992.5",
                                                 "9007199254740993",
                                                 "1e999",
                                                 "-1e4000",
                                                 "1e4000",
                                                 "123456789012345678",
                                                 "123456789012345677"};
  std::string term = dice.below(4) == 0 ? "-" : "";
  switch (dice.below(5)) {
    case 0:
      return term + dice.pick(kFixed);
    case 4:
      return term + dice.pick(kCounted) + dice.pick(std::vector<std::string>{"<", ">", "="}) + dice.pick(kNumbers);
    case 1:
      return term + dice.pick(kCompared) + quoted(dice.pick(kTexts));
    case 2:
      return term + quoted(dice.pick(kTexts));
    default:
      return term + quoted(dice.part_of(dice.pick(bytes)));
  }
}

std::string random_query(const std::vector<std::string>& bytes, Dice& dice) {
  std::string query = random_term(bytes, dice);
  for (std::size_t i = 0, count = dice.below(4); i < count; ++i) {
    query += dice.below(3) == 0 ? " or " : " ";
    query += random_term(bytes, dice);
  }
  return query;
}

}  // namespace

TEST_CASE("An index changes nothing of what any query finds in any captures", "[search][fuzz]") {
  constexpr int kWorlds = 12;
  constexpr int kCaptures = 60;
  constexpr int kQueries = 250;
  std::size_t found = 0;
  for (std::uint64_t seed = 1; seed <= kWorlds; ++seed) {
    Dice dice(seed);
    IndexBench bench;
    std::vector<std::string> bytes;
    for (int i = 1; i <= kCaptures; ++i) {
      const CapturedRequest request = bench.capture(random_draft(bench.bin, i, dice));
      bytes.push_back(request.head + request.body);
      if (dice.below(4) == 0) REQUIRE(bench.store.set_marks(bench.bin.number, request.seq, random_marks(dice)));
      if (i == kCaptures * 3 / 4) bench.index_all();
    }
    // Some change their marks after they were indexed.
    for (int i = 0; i < 10; ++i) {
      const auto seq = static_cast<Seq>(1 + dice.below(kCaptures));
      REQUIRE(bench.store.set_marks(bench.bin.number, seq, random_marks(dice)));
    }
    for (int i = 0; i < kQueries; ++i) {
      const std::string query = random_query(bytes, dice);
      if (!parse_search(query, kCapturedAt)) continue;
      RequestRange range;
      range.newest_first = dice.below(2) == 0;
      range.limit = 1 + dice.below(kCaptures);
      const auto expected = bench.found(query, nullptr, range);
      found += expected.size();
      CAPTURE(seed, i, query);
      REQUIRE(bench.found(query, bench.index.get(), range) == expected);
    }
  }
  CHECK(found > 10'000);  // the queries do find something
}

TEST_CASE("Whatever a query is made of, it is read or refused with a place in it", "[search][fuzz]") {
  static const std::vector<std::string> kPieces{
      "a",  "or",   "OR", "-",      "\"",     "\\",   ":",       ".",          "~",    "=",     "<",    ">",
      " ",  "\t",   "*",  "header", "body",   "is",   "status",  "2xx",        "size", "after", "10m",  "/",
      "~1", "\xff", "é",  "日",     "method", "type", "attempt", "9999999999", "id",   "tag",   "note", "pinned"};
  Dice dice(1);
  std::size_t read = 0;
  for (int i = 0; i < 50'000; ++i) {
    std::string text;
    for (std::size_t k = 0, count = dice.below(12); k < count; ++k) text += dice.pick(kPieces);
    const auto query = parse_search(text, kCapturedAt);
    if (query) {
      ++read;
      continue;
    }
    CAPTURE(text);
    REQUIRE(query.error().column >= 1);
    REQUIRE(query.error().column <= text.size() + 1);
    REQUIRE_FALSE(query.error().message.empty());
  }
  CHECK(read > 1'000);
  CHECK(read < 49'000);
}
