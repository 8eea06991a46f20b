#include "shared/support/nearest.h"

#include <catch2/catch_test_macros.hpp>

using namespace hookloop;

namespace {

const std::vector<std::string> kWords{"--listen", "--log-level", "--log-format", "--data"};

}  // namespace

TEST_CASE("The nearest word is found by letters changed, missing, too many or swapped", "[support][unit]") {
  for (const std::string word : {"--lisen", "--listten", "--lisetn", "--liston", "--LISTEN", "--lsten"}) {
    CAPTURE(word);
    CHECK(nearest(word, kWords) == "--listen");
  }
  CHECK(nearest("--log-levle", kWords) == "--log-level");
}

TEST_CASE("A far guess is no guess", "[support][unit]") {
  CHECK_FALSE(nearest("--verbose-output", kWords));
  CHECK_FALSE(nearest("", kWords));
  CHECK_FALSE(nearest("ab", std::vector<std::string>{"cd"}));
  CHECK_FALSE(nearest("--listen", std::vector<std::string>{}));
  CHECK_FALSE(nearest(std::string(100'000, 'x'), kWords));
}

TEST_CASE("Of equally near words the first is taken", "[support][unit]") {
  CHECK(nearest("cat", std::vector<std::string>{"bat", "rat"}) == "bat");
}

TEST_CASE("A guess ends a sentence, and no guess leaves it as it is", "[support][unit]") {
  CHECK(did_you_mean("--lisen", kWords) == "; did you mean --listen?");
  CHECK(did_you_mean("something else", kWords).empty());
}
