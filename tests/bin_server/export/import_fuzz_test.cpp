// Files to import that were damaged in whatever way: each is read whole or refused with the number of a line, and what
// is read can be exported and read again. Seeded, so that a find can be run again.
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>

#include "bin_server/export/ndjson.h"
#include "shared/support/random.h"
#include "tests/support/noted_captures.h"

namespace hookloop::test {
namespace {

using namespace std::string_literals;

constexpr int kFiles = 20'000;

const std::vector<std::string> kSpliced{"\n",
                                        "\r\n",
                                        "{}",
                                        "[]",
                                        "null",
                                        "\\u0000",
                                        "\\ud800",
                                        "\"id\":\"\",",
                                        "\"x\":1,",
                                        "\0"s,
                                        "\xff",
                                        "{\"end\":",
                                        "9e999",
                                        "-1",
                                        "\"base64\"",
                                        "\"text\"",
                                        "=",
                                        "}\n{",
                                        "true",
                                        "\"",
                                        "\\",
                                        std::string(2'000, '['),
                                        std::string(500, '9')};

class Damage {
 public:
  explicit Damage(std::uint64_t seed) : random_(seed) {}

  std::string of(std::string file) {
    for (std::size_t count = 1 + below(3); count > 0 && !file.empty(); --count) {
      const std::size_t at = below(file.size());
      switch (below(5)) {
        case 0:
          file[at] = static_cast<char>(below(256));
          break;
        case 1:
          file.erase(at, 1 + below(40));
          break;
        case 2:
          file.insert(at, kSpliced[below(kSpliced.size())]);
          break;
        case 3:
          file.insert(at, file.substr(below(file.size()), below(200)));
          break;
        case 4:
          file.resize(at);
          break;
      }
    }
    return file;
  }
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(random_.next() % limit); }

 private:
  SeededRandom random_;
};

std::string exported(const std::vector<NotedCapture>& captures, bool with_frame) {
  NdjsonForm form;
  const std::string begin = form.begin();
  std::string lines;
  for (const NotedCapture& capture : captures) lines += form.add(captured_of(capture), capture.exchanges);
  return with_frame ? begin + lines + form.end() : lines;
}

std::vector<NotedCapture> some_captures() {
  std::vector<NotedCapture> captures;
  for (const std::string& body : {""s, "{\"a\":1}"s, "\xff\0\n\"\\"s}) {
    captures.push_back({request_draft(0, fmt::format("req_{:026}", captures.size()), "POST /b/mine?x=\xe9",
                                      {"X-Quote: \"\\", "webhook-id: dlv_1"}, body),
                        {},
                        {}});
  }
  captures.back().draft.problems = {"bare line feed"};
  for (NotedCapture& noted : noted_captures()) captures.push_back(std::move(noted));
  return captures;
}

}  // namespace

TEST_CASE("A damaged file is read whole or refused at a line", "[bin_server][fuzz]") {
  Damage damage(4);
  const std::string framed = exported(some_captures(), true);
  const std::string bare = exported(some_captures(), false);
  std::size_t read_count = 0;
  for (int i = 0; i < kFiles; ++i) {
    const bool is_framed = i % 2 == 0;
    const std::string file = damage.of(is_framed ? framed : bare);
    CAPTURE(i);
    const auto read = read_ndjson(file);
    if (!read) {
      const auto lines = static_cast<std::size_t>(std::count(file.begin(), file.end(), '\n'));
      REQUIRE(read.error().line >= 1);
      REQUIRE(read.error().line <= lines + 1);
      REQUIRE_FALSE(read.error().detail.empty());
      continue;
    }
    ++read_count;
    const std::string again = exported(read->captures, true);
    const auto read_again = read_ndjson(again);
    REQUIRE(read_again);
    REQUIRE(exported(read_again->captures, true) == again);
  }
  // Bare lines can lose a line, or its digest, and be a file all the same.
  CHECK(read_count > 0);
}

}  // namespace hookloop::test
