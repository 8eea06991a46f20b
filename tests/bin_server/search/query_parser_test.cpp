// What a query means, term by term, and what is said of one that can not be read.
#include "bin_server/search/query_parser.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>

using namespace hookloop;

namespace {

const Timestamp kNow{std::chrono::seconds(1'769'860'800)};

SearchQuery parsed(std::string_view text) {
  auto query = parse_search(text, kNow);
  if (!query) FAIL("column " << query.error().column << ": " << query.error().message);
  return *std::move(query);
}

SearchCondition only(std::string_view text) {
  const SearchQuery query = parsed(text);
  REQUIRE(query.alternatives.size() == 1);
  REQUIRE(query.alternatives[0].size() == 1);
  return query.alternatives[0][0];
}

QueryFault fault_of(std::string_view text) {
  const auto query = parse_search(text, kNow);
  REQUIRE_FALSE(query);
  return query.error();
}

bool says(const QueryFault& fault, std::string_view words) { return fault.message.find(words) != std::string::npos; }

}  // namespace

TEST_CASE("No words are every capture", "[search][unit]") {
  CHECK(parsed("").matches_all());
  CHECK(parsed(" \t ").matches_all());
}

TEST_CASE("A free word is looked for anywhere, without regard to case", "[search][unit]") {
  const SearchCondition word = only("Größe");
  CHECK(word.field == SearchField::text);
  CHECK(word.op == SearchOperator::contains);
  CHECK(word.folded == "größe");
}

TEST_CASE("Quotes hold spaces, colons, dashes and the word or together", "[search][unit]") {
  CHECK(only("\"two words\"").text == "two words");
  CHECK(only("\"http://x:80\"").text == "http://x:80");
  CHECK(only("\"-5\"").text == "-5");
  CHECK(only("\"or\"").text == "or");
  CHECK(only(R"("a \" quote and a \\")").text == R"(a " quote and a \)");
  CHECK(only("header.User-Agent:\"a b\"").text == "a b");
  CHECK(only("body.\"/a b/c:d\":x").name == "/a b/c:d");
}

TEST_CASE("Terms side by side must all hold, or parts alternatives", "[search][unit]") {
  const SearchQuery query = parsed("a b or c OR d");
  REQUIRE(query.alternatives.size() == 3);
  CHECK(query.alternatives[0].size() == 2);
  CHECK(query.alternatives[1].size() == 1);
  CHECK(query.alternatives[2][0].text == "d");
}

TEST_CASE("A dash turns a term round", "[search][unit]") {
  CHECK(only("-word").negated);
  CHECK(only("-is:valid").negated);
  CHECK(only("-\"a b\"").negated);
  CHECK_FALSE(only("a-b").negated);
}

TEST_CASE("Statuses are codes, classes and ranges", "[search][unit]") {
  struct Row {
    const char* text;
    std::int64_t least;
    std::int64_t most;
  };
  const auto row = GENERATE(Row{"status:503", 503, 503}, Row{"status:2xx", 200, 299}, Row{"status:=5XX", 500, 599},
                            Row{"status:>=400", 400, INT64_MAX}, Row{"status:<300", 0, 299});
  CAPTURE(row.text);
  CHECK(only(row.text).least == row.least);
  CHECK(only(row.text).most == row.most);
}

TEST_CASE("Sizes and attempts are numbers and ranges", "[search][unit]") {
  CHECK(only("size:>10k").least == 10'001);
  CHECK(only("size:<=1KiB").most == 1'024);
  CHECK(only("size:0").most == 0);
  CHECK(only("attempt:>1").least == 2);
  CHECK(only("attempt:3").least == 3);
}

TEST_CASE("Times are how long ago, a day or a moment", "[search][unit]") {
  CHECK(only("after:10m").time == kNow - std::chrono::minutes(10));
  CHECK(only("after:10m").op == SearchOperator::greater);
  CHECK(to_rfc3339(only("before:2026-01-01").time) == "2026-01-01T00:00:00.000000Z");
  CHECK(only("before:2026-01-01").op == SearchOperator::less);
  CHECK(to_rfc3339(only("after:2026-01-31T09:00:00+01:00").time) == "2026-01-31T08:00:00.000000Z");
}

TEST_CASE("Values of headers, parameters and bodies are compared by a sign", "[search][unit]") {
  CHECK(only("header.X-A:b").op == SearchOperator::equals);
  CHECK(only("header.X-A:=b").text == "b");
  CHECK(only("query.page:~two").op == SearchOperator::contains);
  CHECK(only("body.count:>5").op == SearchOperator::greater);
  CHECK(only("body.count:<5").op == SearchOperator::less);
  CHECK(only("body.count:*").op == SearchOperator::present);
  CHECK(only("body.count:\"*\"").op == SearchOperator::equals);
  CHECK(only("body.name:\"=x\"").text == "=x");
  CHECK(only("body.name:\"\"").text.empty());
  CHECK(only("body.name:=").text.empty());
}

TEST_CASE("A value of the body is named by a pointer or by dots", "[search][unit]") {
  CHECK(only("body.app.name:x").name == "/app/name");
  CHECK(only("body./app/name:x").name == "/app/name");
  CHECK(only("body.items.0.id:x").name == "/items/0/id");
  CHECK(only("body.\"a/b\".c:x").name == "/a~1b/c");
}

TEST_CASE("An event type may be written in its three forms", "[search][unit]") {
  CHECK(only("type:PROJECT_PUBLISH").text == "PROJECT_PUBLISH");
  CHECK(only("type:project.publish").text == "PROJECT_PUBLISH");
  CHECK(only("type:\"App published\"").text == "PROJECT_PUBLISH");
}

TEST_CASE("Tags are whole and notes are parts, without regard to case", "[search][unit]") {
  CHECK(only("tag:One").op == SearchOperator::equals);
  CHECK(only("tag:One").folded == "one");
  CHECK(only("tag:\"two words\"").text == "two words");
  CHECK(only("tag:*").op == SearchOperator::present);
  CHECK(only("tag:\"*\"").op == SearchOperator::equals);
  CHECK(only("note:x").op == SearchOperator::contains);
  CHECK(only("-is:pinned").state == SearchState::pinned);
}

TEST_CASE("A mistake is told with its column and what is allowed", "[search][unit]") {
  struct Row {
    const char* text;
    std::size_t column;
    const char* words;
  };
  const auto row = GENERATE(
      Row{"a methd:POST", 3, "there is no field 'methd'; did you mean method?"}, Row{"http://x", 1, "quotes"},
      Row{"größe is:vald", 10, "did you mean valid?"}, Row{"\"open", 1, "this quote is not closed"},
      Row{"x header.a:\"b", 12, "this quote is not closed"}, Row{"status:abc", 8, "status:503, status:2xx"},
      Row{"size:big", 6, "number of bytes"}, Row{"size:~5", 6, "compare it with"}, Row{"attempt:x", 9, "whole number"},
      Row{"after:soon", 7, "after:10m"}, Row{"before:x", 8, "before:10m"}, Row{"or a", 1, "`or` stands between"},
      Row{"a or", 3, "`or` stands between"}, Row{"a or or b", 6, "`or` stands between"}, Row{"method:", 8, "missing"},
      Row{"header:x", 1, "header needs a name"}, Row{"method.x:y", 1, "method takes no name"},
      Row{"body..a:x", 1, "a step of the path is empty"}, Row{"a - b", 3, "right in front"},
      Row{"type:PROJECT_PUBLIS", 6, "PROJECT_PUBLISH"}, Row{"header.a:>=1", 10, "compared with"},
      Row{"body.a:>", 8, "missing behind the sign"}, Row{"\"\"", 1, "nothing to look for"},
      Row{"is:pined", 4, "did you mean pinned?"}, Row{"tag:", 5, "missing behind tag:"},
      Row{"tag.x:y", 1, "tag takes no name"}, Row{"note:\"\"", 6, "missing behind note:"});
  CAPTURE(row.text);
  const QueryFault fault = fault_of(row.text);
  CHECK(fault.column == row.column);
  CAPTURE(fault.message);
  CHECK(says(fault, row.words));
}

TEST_CASE("A query of endless length is refused", "[search][unit]") {
  CHECK(says(fault_of(std::string(kLongestQueryBytes + 1, 'a')), "at most 4096 bytes"));
}
