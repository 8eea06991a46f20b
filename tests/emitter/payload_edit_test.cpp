#include "emitter/platform/payload_edit.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <vector>

#include "emitter/platform/json_places.h"

using namespace hookloop;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::string kPayload = R"({"a":{"b":"x","c":1},"list":[1,{"d":2}],"e/f":null,"~":true})";

// "-POINTER" removes; anything else is an argument of --set.
Result<std::string> edit(const std::string& payload, const std::vector<std::string>& arguments) {
  std::vector<PayloadEdit> edits;
  for (const std::string& argument : arguments) {
    const auto parsed = argument.starts_with('-') ? parse_remove(argument.substr(1)) : parse_set(argument);
    if (!parsed) return parsed.error();
    edits.push_back(*parsed);
  }
  return apply_edits(payload, edits);
}

}  // namespace

TEST_CASE("A payload edit changes what its pointer names and not a byte else", "[emitter][unit]") {
  struct Row {
    std::vector<std::string> arguments;
    const char* expected;
  };
  const auto row = GENERATE(values<Row>({
      {{"/a/b=y"}, R"({"a":{"b":"y","c":1},"list":[1,{"d":2}],"e/f":null,"~":true})"},
      {{"/a/b="}, R"({"a":{"b":"","c":1},"list":[1,{"d":2}],"e/f":null,"~":true})"},
      {{"/a/b=1=2"}, R"({"a":{"b":"1=2","c":1},"list":[1,{"d":2}],"e/f":null,"~":true})"},
      {{"/a/b=\"\\\n"}, R"({"a":{"b":"\"\\\n","c":1},"list":[1,{"d":2}],"e/f":null,"~":true})"},
      {{"/a:={}"}, R"({"a":{},"list":[1,{"d":2}],"e/f":null,"~":true})"},
      {{"/a:={}", "/a/new=1"}, R"({"a":{"new":"1"},"list":[1,{"d":2}],"e/f":null,"~":true})"},
      {{"/a/c:=[true, 1.10]"}, R"({"a":{"b":"x","c":[true, 1.10]},"list":[1,{"d":2}],"e/f":null,"~":true})"},
      {{"/a/new:=2"}, R"({"a":{"b":"x","c":1,"new":2},"list":[1,{"d":2}],"e/f":null,"~":true})"},
      {{"/list/0:=9"}, R"({"a":{"b":"x","c":1},"list":[9,{"d":2}],"e/f":null,"~":true})"},
      {{"/list/1/d:=9"}, R"({"a":{"b":"x","c":1},"list":[1,{"d":9}],"e/f":null,"~":true})"},
      {{"/list/-:=3", "/list/3:=4"}, R"({"a":{"b":"x","c":1},"list":[1,{"d":2},3,4],"e/f":null,"~":true})"},
      {{"/e~1f:=0", "/~0:=0"}, R"({"a":{"b":"x","c":1},"list":[1,{"d":2}],"e/f":0,"~":0})"},
      {{"/x~1y=z"}, R"({"a":{"b":"x","c":1},"list":[1,{"d":2}],"e/f":null,"~":true,"x/y":"z"})"},
      {{":=[]", "/-=only"}, R"(["only"])"},
      {{"-/a"}, R"({"list":[1,{"d":2}],"e/f":null,"~":true})"},
      {{"-/a/c"}, R"({"a":{"b":"x"},"list":[1,{"d":2}],"e/f":null,"~":true})"},
      {{"-/a/b", "-/a/c"}, R"({"a":{},"list":[1,{"d":2}],"e/f":null,"~":true})"},
      {{"-/~0"}, R"({"a":{"b":"x","c":1},"list":[1,{"d":2}],"e/f":null})"},
      {{"-/list/0", "-/list/0/d"}, R"({"a":{"b":"x","c":1},"list":[{}],"e/f":null,"~":true})"},
      {{"-/a/b", "/a/b=again"}, R"({"a":{"c":1,"b":"again"},"list":[1,{"d":2}],"e/f":null,"~":true})"},
  }));
  CAPTURE(row.arguments);
  const auto edited = edit(kPayload, row.arguments);
  REQUIRE(edited);
  CHECK(*edited == row.expected);
}

TEST_CASE("A payload edit keeps numbers exactly as they were written", "[emitter][unit]") {
  const std::string number = GENERATE("123456789012345678901234567890", "1.10", "-0", "0.1000000000000000055511");
  CHECK(*edit(R"({"n":0})", {"/n:=" + number}) == R"({"n":)" + number + "}");
}

TEST_CASE("A payload edit takes JSON that is nested as deep as readers go", "[emitter][unit]") {
  const std::string deep = std::string(512, '[') + R"("[[\"[")" + std::string(512, ']');
  CHECK(*edit(R"({"n":0})", {"/n:=" + deep}) == R"({"n":)" + deep + "}");
}

TEST_CASE("A payload edit that can not be made says why and names the nearest place", "[emitter][unit]") {
  struct Row {
    std::string argument;
    const char* sentence;
  };
  const auto row = GENERATE(values<Row>({
      {"-/version/nam", "did you mean /version/name?"},
      {"/verson/name=x", "did you mean /version/name?"},
      {"/list/2:=1", "/list/- appends one"},
      {"/list/00:=1", "/list/- appends one"},
      {"/version/name/x=1", "neither an object nor a list"},
      {"/version/name/x/y=1", "no /version/name/x: /version/name is neither an object nor a list"},
      {"-/versoin/what", "no /versoin; did you mean /version?"},
      {"-/app", "no /app; there are version, list, project"},
      {"/app/name=x", "no /app; there are version, list, project"},
      {"-/project/owner/id", "no /project/owner; there are guid, name, test"},
      {"-/project/nme", "no /project/nme; did you mean /project/name?"},
      {"-/version/id", "no /version/id; there is name"},
      {"-/project/test/x", "no /project/test/x: /project/test is empty"},
      {"-/list/0/d", "no /list/0: the list /list has 0 elements"},
      {"/a:=" + std::string(513, '[') + std::string(513, ']'), "nested deeper than 512"},
      {"version/name=x", "did you mean /version/name?"},
      {"/a~2=x", "~ is written as ~0"},
      {"/a~=x", "~ is written as ~0"},
      {"/version/name", "write /version/name=TEXT"},
      {"/version/name:=Version", "for the text itself write /version/name=Version"},
      {"/version/name:=", "is no JSON"},
      {"/version/name:=1e400", "too large"},
      {"/version/name=\xff", "no valid UTF-8"},
      {"-", "can not be removed"},
  }));
  CAPTURE(row.argument);
  const auto edited =
      edit(R"({"version":{"name":"x"},"list":[],"project":{"guid":1,"name":2,"test":{}}})", {row.argument});
  REQUIRE_FALSE(edited);
  CHECK_THAT(edited.error().message, ContainsSubstring(row.sentence));
}

TEST_CASE("A member that was not there is guessed from those beside it", "[emitter][unit]") {
  const std::string payload = R"({"version":{"name":"x","created_at":"y"},"project":{"nmae":1}})";
  CHECK(guess_member(payload, "/version/nmae") == "; did you mean /version/name?");
  CHECK(guess_member(payload, "/verison") == "; did you mean /version?");
  CHECK(guess_member(payload, "/project/nmae").empty());  // it is there
  CHECK(guess_member(payload, "/version/something_else").empty());
  CHECK(guess_member(payload, "/nowhere/name").empty());
  CHECK(guess_member(payload, "/version/id").empty());  // the way there is no part of the word
}

TEST_CASE("json_places finds every value of a text with white space and escapes", "[emitter][unit]") {
  const std::string json = " { \"a\\u0062\" : [ 1 , \"]}\\\"\" , { } ] , \"\" : -1.5e3 } ";
  std::vector<std::string> pointers;
  for (const JsonPlace& place : json_places(json))
    pointers.push_back(place.pointer + "=" + json.substr(place.begin, place.end - place.begin));
  CHECK(pointers == std::vector<std::string>{"=" + json.substr(1, json.size() - 2), "/ab=[ 1 , \"]}\\\"\" , { } ]",
                                             "/ab/0=1", "/ab/1=\"]}\\\"\"", "/ab/2={ }", "/=-1.5e3"});
}

TEST_CASE("json_places stands a nesting that would overflow a call stack", "[emitter][unit]") {
  // Pointers of every depth take room by the square of it, so the depth is what that allows.
  constexpr std::size_t kDepth = 3000;
  CHECK(json_places(std::string(kDepth, '[') + std::string(kDepth, ']')).size() == kDepth);
}
