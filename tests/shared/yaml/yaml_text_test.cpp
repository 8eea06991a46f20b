#include "shared/yaml/yaml_text.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

namespace hookloop::test {

using Json = nlohmann::ordered_json;

TEST_CASE("YAML is read as the JSON that it means", "[shared][unit]") {
  struct Row {
    std::string yaml;
    std::string json;
  };
  const auto row = GENERATE(values<Row>({
      {"", "{}"},
      {"a: 1\nb: -2.5\nc: true\nd: ~\ne:\n", R"({"a": 1, "b": -2.5, "c": true, "d": null, "e": null})"},
      {"a: \"1\"\nb: 'true'\nc: \"\"\n", R"({"a": "1", "b": "true", "c": ""})"},
      {"a: yes\nb: 1.2.3\nc: 10m\nd: 0x1f\ne: -x\n", R"({"a": "yes", "b": "1.2.3", "c": "10m", "d": "0x1f", "e": "-x"})"},
      {"a: 18446744073709551615\nb: 1e3\n", R"({"a": 18446744073709551615, "b": 1000.0})"},
      {"- a\n- [b, {c: d}]\n", R"(["a", ["b", {"c": "d"}]])"},
      {"a: |\n  one\n  two\n", R"({"a": "one\ntwo\n"})"},
      {"base: &b {x: 1}\ncopy: *b\n", R"({"base": {"x": 1}, "copy": {"x": 1}})"},
      {"1: one\nGröße: ß\n", R"({"1": "one", "Größe": "ß"})"},
  }));
  const auto yaml = YamlText::read(row.yaml);
  REQUIRE(yaml);
  CHECK(yaml->value() == Json::parse(row.json));
}

TEST_CASE("What is no YAML that can be taken is named with its line and column", "[shared][unit]") {
  struct Row {
    std::string yaml;
    std::size_t line;
    std::size_t column;
    std::string message;
  };
  const auto row = GENERATE(values<Row>({
      {"a: 1\nb: [1, 2\n", 3, 1, "end of sequence"},
      {"a: 1\na: 2\n", 2, 1, "the key 'a' stands here twice"},
      {"a: 1\n? [x]\n: 2\n", 2, 3, "a key is a text"},
      {"a: !!binary AP8=\n", 1, 4, "the tag"},
      {"a: 1\n---\nb: 2\n", 3, 1, "second document"},
      {"a: \"\xff\"\n", 1, 4, "UTF-8"},
  }));
  const auto yaml = YamlText::read(row.yaml);
  REQUIRE_FALSE(yaml);
  CHECK(yaml.error().place.line == row.line);
  CHECK(yaml.error().place.column == row.column);
  CHECK_THAT(yaml.error().message, Catch::Matchers::ContainsSubstring(row.message));
}

TEST_CASE("A value of a YAML text is found by its pointer, one that is missing by what it would be in",
          "[shared][unit]") {
  const auto yaml = YamlText::read("bins:\n  - id: one\n    response:\n      status: 200\n  - id: two\n");
  REQUIRE(yaml);
  CHECK(yaml->place_of("/bins/0/response/status").line == 4);
  CHECK(yaml->place_of("/bins/0/response/status").column == 7);
  CHECK(yaml->place_of("/bins/0/response/body").line == 3);
  CHECK(yaml->place_of("/bins/1/name").line == 5);
  CHECK(yaml->place_of("/none").line == 1);
}

TEST_CASE("Anchors can not make a small text a large one", "[shared][unit]") {
  std::string text = "a: &a [x, x, x, x, x, x, x, x, x, x]\n";
  for (char c = 'b'; c <= 'i'; ++c) {
    const std::string before(1, static_cast<char>(c - 1));
    text += std::string(1, c) + ": &" + c + " [";
    for (int i = 0; i < 9; ++i) text += "*" + before + ", ";
    text += "*" + before + "]\n";
  }
  const auto yaml = YamlText::read(text);
  REQUIRE_FALSE(yaml);
  CHECK_THAT(yaml.error().message, Catch::Matchers::ContainsSubstring("values"));
  CHECK_FALSE(YamlText::read(std::string(200, '[') + std::string(200, ']')));
}

}  // namespace hookloop::test
