#include "bin_server/forward/via.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

namespace hookloop::test {

TEST_CASE("A loop is seen by the bin's own mark, in whatever way the Via fields are written", "[bin_server][unit]") {
  const std::string self = via_pseudonym("i1", "demo");
  struct Row {
    HeaderList headers;
    bool is_loop;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {{}, false},
      {{{"Via", "1.1 " + self}}, true},
      {{{"via", "HTTP/1.1  " + self + " (a comment)"}}, true},
      {{{"Via", "1.1 proxy, 1.0 " + self + ",1.1 other"}}, true},
      {{{"Via", "1.1 proxy"}, {"VIA", "1.1 HOOKLOOP-I1-DEMO"}}, true},
      {{{"Via", "1.1 " + via_pseudonym("i1", "demo2")}}, false},
      {{{"Via", "1.1 " + via_pseudonym("i2", "demo")}}, false},
      {{{"Via", ",, ,1.1"}}, false},
      {{{"X-Via", "1.1 " + self}}, false},
  }));
  CHECK(find_loop(row.headers, self).has_value() == row.is_loop);
}

TEST_CASE("A request that was forwarded as often as it may be goes no further", "[bin_server][unit]") {
  HeaderList headers;
  for (std::size_t i = 1; i < kMostForwardHops; ++i) headers.push_back({"Via", "1.1 hookloop-x-" + std::to_string(i)});
  headers.push_back({"Via", "1.1 proxy"});
  CHECK_FALSE(find_loop(headers, "hookloop-i-demo"));
  headers.push_back({"Via", "1.1 hookloop-x-last"});
  CHECK(find_loop(headers, "hookloop-i-demo") == "it had been forwarded 10 times already, which is the most");
}

}  // namespace hookloop::test
