#include "bin_server/answer/template_text.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "bin_server/answer/chance.h"
#include "tests/support/captures.h"

namespace hookloop::test {
namespace {

struct Row {
  std::string text;
  std::string expected;
};

std::string render(const std::string& text, std::uint64_t seed = 1) {
  CaptureBench bench;
  CaptureDraft draft = request_draft(bench.bin.number, "req_1", "POST /b/mine/orders?page=2&q=a%20b",
                                     {"X-Trace: one", "webhook-id: dlv_7", "Hookloop-Attempt: 3"},
                                     R"({"app": {"name": "Gr\u00f6\u00dfe \"1\"", "n": 12.50, "list": [true, null]}})");
  RequestFacts facts(bench.bin, draft);
  Chance chance(seed, 0);
  const auto rendered = render_template(text, facts, chance);
  return rendered ? *rendered : "error: " + rendered.error().message;
}

}  // namespace

TEST_CASE("A template says what the request said", "[bin_server][unit]") {
  const auto row = GENERATE(values<Row>({
      {"no slots", "no slots"},
      {"{{method}} {{target}}", "POST /b/mine/orders?page=2&q=a%20b"},
      {"{{path}}|{{bin}}|{{id}}", "/b/mine/orders|mine|req_1"},
      {"{{query.page}} {{ query.q }}", "2 a b"},
      {R"({{header.x-trace}} {{header."X-Trace"}})", "one one"},
      {"{{header.X-None}}", ""},
      {"{{body.app.name}}", "Größe \"1\""},
      {"{{body./app/n}}", "12.50"},
      {"{{body.app.list}} {{body.app.list.0}}", "[true, null] true"},
      {"{{delivery}} {{attempt}}", "dlv_7 3"},
      {"{{now}} {{now.unix}} {{now.ms}}", "2026-01-31T12:00:00.000000Z 1769860800 1769860800000"},
      {R"({{"{{"}}x}})", "{{x}}"},
  }));
  CHECK(render(row.text) == row.expected);
}

TEST_CASE("A filter of a template makes something else of a value", "[bin_server][unit]") {
  const auto row = GENERATE(values<Row>({
      {"{{body.app.name | json}}", R"("Gr\u00f6\u00dfe \"1\"")"},
      {"{{body.app.n|json}} {{body.none|json}}", "12.50 null"},
      {"{{query.q | json}}", "\"a b\""},
      {"{{query.q | base64}} {{query.q | hex}} {{query.q|url}}", "YSBi 612062 a%20b"},
      {"{{body.app.name | html}}", "Größe &quot;1&quot;"},
      {"{{query.q | upper}} {{method | lower}}", "A B post"},
      {R"({{header.X-None | default "no \" one" | upper}})", "NO \" ONE"},
      {R"({{query.page | default "1"}})", "2"},
  }));
  CHECK(render(row.text) == row.expected);
}

TEST_CASE("Random values of a template follow the seed", "[bin_server][unit]") {
  const std::string text = "{{uuid}} {{random}} {{random.1.6}}";
  CHECK(render(text, 7) == render(text, 7));
  CHECK(render(text, 7) != render(text, 8));
  CHECK_THAT(render("{{uuid}}"),
             Catch::Matchers::Matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
  const std::string dice = render("{{random.5.5}}{{random.-1.-1}}");
  CHECK(dice == "5-1");
}

TEST_CASE("A template that can not be read says where and why", "[bin_server][unit]") {
  const auto row = GENERATE(values<Row>({
      {"{{methd}}", "In line 1, at character 3, there is no value 'methd'; did you mean method?"},
      {"a\nb {{path", "In line 2, at character 5, its {{ has no }}."},
      {"{{}}", "a name must stand between"},
      {"{{path path}}", "there must be a | or }}"},
      {"ß{{path | uper}}", "at character 11, there is no filter 'uper'"},
      {"{{path | default}}", "it is written default \"text\""},
      {"{{path | json \"x\"}}", "json takes no text"},
      {"{{body.a..b}}", "a step of the path is empty"},
      {"{{random.6.1}}", "it is written random.LEAST.MOST"},
      {"{{query.}}", "a name belongs behind the dot"},
      {"{{\"x}}", "this quote is not closed"},
  }));
  const auto fault = check_template(row.text);
  REQUIRE(fault);
  CHECK_THAT(*fault, Catch::Matchers::ContainsSubstring(row.expected));
}

TEST_CASE("A template has at most so many slots, and makes at most so large a text", "[bin_server][unit]") {
  std::string many;
  for (int i = 0; i < 501; ++i) many += "{{path}}";
  CHECK(check_template(many));
  CHECK_FALSE(check_template(std::string_view(many).substr(8)));

  CaptureBench bench;
  CaptureDraft draft = request_draft(bench.bin.number, "req_1", "POST /b/mine", {}, std::string(3u << 20, 'x'));
  RequestFacts facts(bench.bin, draft);
  Chance chance(1, 0);
  CHECK(render_template("{{body}}{{body}}", facts, chance));
  const auto too_large = render_template("{{body}}{{body}}{{body}}", facts, chance);
  REQUIRE_FALSE(too_large);
  CHECK_THAT(too_large.error().message, Catch::Matchers::ContainsSubstring("larger than"));
}

TEST_CASE("Filters that double a text over and over end at the limit", "[bin_server][unit]") {
  std::string text = "{{method";
  for (int i = 0; i < 60; ++i) text += "|hex";  // 4 bytes doubled 60 times are more than any machine has
  CHECK_THAT(render(text + "}}"), Catch::Matchers::ContainsSubstring("larger than"));
}

}  // namespace hookloop::test
