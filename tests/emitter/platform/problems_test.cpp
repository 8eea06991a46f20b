#include "emitter/platform/problems.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

namespace hookloop::test {

TEST_CASE("a text is as long as its characters, not its bytes", "[emitter][unit]") {
  const TextRule rule{"The word", 3};
  CHECK_FALSE(check_text("üüü", rule, "/word").has_value());
  CHECK_FALSE(check_text("日本語", rule, "/word").has_value());
  const auto problem = check_text("üüüü", rule, "/word");
  REQUIRE(problem.has_value());
  CHECK(problem->status == 400);
  CHECK(problem->type == "bad-field");
  CHECK(problem->pointer == "/word");
  CHECK(problem->detail == "The word is at most 3 characters long, and this has 4.");
}

TEST_CASE("a text that may be empty may not be blank", "[emitter][unit]") {
  const TextRule rule{"The word", 3, /*may_be_empty=*/true};
  CHECK_FALSE(check_text("", rule, "/word").has_value());
  CHECK(check_text(" ", rule, "/word").has_value());
}

TEST_CASE("what turns writing around or moves a terminal is no text", "[emitter][unit]") {
  const std::string bad = GENERATE(as<std::string>(), "a\tb", "a\x1b[2J", "a\x7f", "a\u0085", "a\u202e");
  CHECK(check_text(bad, {"The word"}, "/word").has_value());
  CHECK(check_text(std::string("a\0b", 3), {"The word"}, "/word").has_value());
}

TEST_CASE("an error becomes a sentence with a capital and an end", "[emitter][unit]") {
  struct Row {
    std::string message;
    std::string sentence;
  };
  const auto row = GENERATE(values<Row>({
      {"the URL is empty", "The URL is empty."},
      {"did you mean heroku?", "Did you mean heroku?"},
      {"It is done.", "It is done."},
      {"'x' is none", "'x' is none."},
  }));
  CHECK(sentence({row.message}) == row.sentence);
}

TEST_CASE("what is quoted in a sentence is cut between characters and moves no terminal", "[emitter][unit]") {
  struct Row {
    std::string text;
    std::string quoted;
  };
  const auto row = GENERATE(values<Row>({
      {"", "''"},
      {"MyApp", "'MyApp'"},
      {std::string(60, 'a'), "'" + std::string(60, 'a') + "'"},
      {std::string(61, 'a'), "'" + std::string(60, 'a') + "…'"},
      {std::string(59, 'a') + "ü", "'" + std::string(59, 'a') + "…'"},
      {"a\x1b[2J", "'a\ufffd[2J'"},
      {"\xff", "'\ufffd'"},
  }));
  CHECK(in_quotes(row.text) == row.quoted);
}

}  // namespace hookloop::test
