#include "bin_server/recorder/request_problems.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

namespace hookloop::test {

using Catch::Matchers::ContainsSubstring;

TEST_CASE("A limit that was passed is named with its size and its flag", "[bin_server][unit]") {
  struct Row {
    Problem problem;
    int status;
    const char* flag;
  };
  for (const Row& row :
       {Row{head_too_large(2048), 431, "--max-head"}, Row{body_too_large(2048), 413, "--max-body"},
        Row{api_body_too_large(2048), 413, "--max-api-body"}, Row{import_too_large(2048), 413, "--max-import"},
        Row{too_much_unfinished(2048), 503, "--max-unfinished"}}) {
    CAPTURE(row.flag);
    CHECK(row.problem.status == row.status);
    CHECK_THAT(row.problem.detail, ContainsSubstring(row.flag) && ContainsSubstring("2 KiB"));
  }
}

TEST_CASE("Who sent what was not kept is not told that it was", "[bin_server][unit]") {
  for (const Break why : {Break::hung_up, Break::late, Break::stopped}) {
    CHECK_THAT(broken_off_request(why, Kept::stored).detail, ContainsSubstring("was stored"));
    CHECK_THAT(broken_off_request(why, Kept::dropped).detail, !ContainsSubstring("stored"));
    CHECK_THAT(broken_off_request(why, Kept::dropped).detail, ContainsSubstring(std::string(to_words(why))));
  }
  CHECK_THAT(malformed_request("it is odd", Kept::stored).detail,
             ContainsSubstring("stored as it came, but it is odd."));
  CHECK_THAT(malformed_request("it is odd", Kept::dropped).detail, !ContainsSubstring("stored"));
}

TEST_CASE("A request that breaks off has the status of its reason", "[bin_server][unit]") {
  CHECK(broken_off_request(Break::hung_up, Kept::stored).status == 400);
  CHECK(broken_off_request(Break::late, Kept::stored).status == 408);
  CHECK(broken_off_request(Break::stopped, Kept::stored).status == 503);
}

}  // namespace hookloop::test
