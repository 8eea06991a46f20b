#include "bin_server/answer/answer_chooser.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

#include "bin_server/model/answer_program_json.h"
#include "tests/support/captures.h"
#include "tests/support/fixed_random.h"

namespace hookloop::test {
namespace {

struct World : CaptureBench {
  FixedRandom random;
  AnswerChooser chooser{store, judge, random};

  void set(const std::string& json) {
    const auto passes = [](const std::string&) { return std::optional<std::string>(); };
    BinSettings settings = *bin.settings;
    settings.response = std::make_shared<const AnswerProgram>(
        read_answer_program(nlohmann::ordered_json::parse(json), {}, "", {passes, passes}));
    (void)store.change_bin(bin.number, settings);
    bin = *store.find_bin("mine");
  }

  ChosenAnswer choose(const std::vector<std::string>& headers = {}, const std::string& line = "POST /b/mine",
                      const std::string& body = "{}") {
    CapturedRequest request;
    static_cast<CaptureDraft&>(request) =
        request_draft(bin.number, "req_" + std::to_string(++count), line, headers, body);
    return chooser.choose(bin, request);
  }

  std::vector<int> statuses(std::size_t number) {
    std::vector<int> all;
    while (all.size() < number) all.push_back(choose().response.status);
    return all;
  }
};

using Statuses = std::vector<int>;

}  // namespace

TEST_CASE("A sequence by arrival goes on with each request and stays at its last", "[bin_server][unit]") {
  World world;
  world.set(R"({"sequence": [{"status": 500, "times": 2}, {"status": 429}, {"status": 200}]})");
  CHECK(world.statuses(6) == Statuses{500, 500, 429, 200, 200, 200});
}

TEST_CASE("A sequence that repeats begins again behind its last", "[bin_server][unit]") {
  World world;
  world.set(R"({"sequence": [{"status": 500, "times": 2}, {"status": 200}], "then": "repeat"})");
  CHECK(world.statuses(6) == Statuses{500, 500, 200, 500, 500, 200});
}

TEST_CASE("A sequence begins anew when it is set anew, and not when something else of the bin is",
          "[bin_server][unit]") {
  World world;
  const std::string program = R"({"sequence": [{"status": 500}, {"status": 200}]})";
  world.set(program);
  CHECK(world.statuses(1) == Statuses{500});
  world.set_secrets({{std::nullopt, "secret", "one"}});
  CHECK(world.statuses(1) == Statuses{200});
  world.set(program);
  CHECK(world.statuses(1) == Statuses{500});
}

TEST_CASE("A sequence by attempt goes by the number that a delivery tells", "[bin_server][unit]") {
  World world;
  world.set(R"({"sequence": [{"status": 503, "times": 2}, {"status": 200}], "by": "attempt"})");
  for (const std::string id : {"one", "two"}) {
    CHECK(world.choose({"webhook-id: " + id, "Hookloop-Attempt: 1"}).response.status == 503);
    CHECK(world.choose({"webhook-id: " + id, "Hookloop-Attempt: 2"}).response.status == 503);
    CHECK(world.choose({"webhook-id: " + id, "Hookloop-Attempt: 3"}).response.status == 200);
  }
}

TEST_CASE("Attempts without a number are counted by delivery, those before the start too", "[bin_server][unit]") {
  World world;
  world.capture("POST /b/mine", {"webhook-id: old"});
  world.set(R"({"sequence": [{"status": 501}, {"status": 502}, {"status": 200}], "by": "attempt"})");
  CHECK(world.choose({"webhook-id: new"}).response.status == 501);
  CHECK(world.choose({"webhook-id: old"}).response.status == 502);
  CHECK(world.choose({"webhook-id: new"}).response.status == 502);
  CHECK(world.choose({"webhook-id: old"}).response.status == 200);
}

TEST_CASE("Where no delivery is told, the same body at the same target is an attempt of it", "[bin_server][unit]") {
  World world;
  world.set(R"({"sequence": [{"status": 501}, {"status": 200}], "by": "attempt"})");
  CHECK(world.choose({}, "POST /b/mine", "a").response.status == 501);
  CHECK(world.choose({}, "POST /b/mine", "b").response.status == 501);
  CHECK(world.choose({}, "POST /b/mine/x", "a").response.status == 501);
  CHECK(world.choose({}, "POST /b/mine", "a").response.status == 200);
}

TEST_CASE("Chances with a seed fall the same way again, about as often as they say", "[bin_server][unit]") {
  World world;
  const std::string program =
      R"({"chances": [{"percent": 25, "status": 500}], "otherwise": {"status": 202}, "seed": 7})";
  world.set(program);
  const auto first = world.statuses(1'000);
  world.set(program);
  CHECK(world.statuses(1'000) == first);
  const auto failed = std::count(first.begin(), first.end(), 500);
  CHECK(failed > 200);
  CHECK(failed < 300);
  CHECK(std::count(first.begin(), first.end(), 202) == 1'000 - failed);
}

TEST_CASE("The first rule whose search finds the request is taken", "[bin_server][unit]") {
  World world;
  world.set(
      R"({"rules": [{"when": "path:/orders", "status": 201}, {"when": "header.X-A:1 or is:duplicate", "status": 202}],
                "otherwise": {"status": 203}})");
  CHECK(world.choose({"X-A: 1"}, "POST /b/mine/orders").step == "/rules/0");
  CHECK(world.choose({"X-A: 1"}).step == "/rules/1");
  CHECK(world.choose().step == "/otherwise");
  world.capture("POST /b/mine", {"webhook-id: one", "Hookloop-Attempt: 1"});
  CHECK(world.choose({"webhook-id: one", "Hookloop-Attempt: 1"}).response.status == 202);
}

TEST_CASE("A choice inside a choice counts for itself", "[bin_server][unit]") {
  World world;
  world.set(R"({"rules": [{"when": "method:PUT", "sequence": [{"status": 500}, {"status": 200}]}]})");
  CHECK(world.choose({}, "PUT /b/mine").step == "/rules/0/sequence/0");
  CHECK(world.choose({}, "POST /b/mine").step == "/otherwise");
  CHECK(world.choose({}, "PUT /b/mine").response.status == 200);
}

TEST_CASE("Delays lie where their distribution says", "[bin_server][unit]") {
  World world;
  const auto delays = [&world](const std::string& delay) {
    world.set(R"({"seed": 3, "delay_ms": )" + delay + "}");
    std::vector<double> all;
    while (all.size() < 2'000) all.push_back(std::chrono::duration<double, std::milli>(world.choose().delay).count());
    std::sort(all.begin(), all.end());
    return all;
  };
  const auto fixed = delays("250");
  CHECK(fixed.front() == 250);
  CHECK(fixed.back() == 250);
  const auto uniform = delays("[100, 300]");
  CHECK(uniform.front() >= 100);
  CHECK(uniform.back() <= 300);
  CHECK(std::abs(uniform[1'000] - 200) < 10);
  const auto lognormal = delays(R"({"median": 100, "p95": 1000})");
  CHECK(std::abs(lognormal[1'000] - 100) < 15);
  CHECK(std::abs(lognormal[1'900] - 1'000) < 200);
}

TEST_CASE("What a sender sends can not end a header's line of a template", "[bin_server][unit]") {
  World world;
  world.set(R"({"template": true, "headers": {"X-Page": "{{query.page}}"}, "body": "{{query.page}}"})");
  const auto chosen = world.choose({}, "POST /b/mine?page=1%0d%0aEvil:%20yes");
  CHECK(chosen.response.headers.front().value == "1  Evil: yes");
  CHECK(chosen.response.body == "1\r\nEvil: yes");
}

}  // namespace hookloop::test
